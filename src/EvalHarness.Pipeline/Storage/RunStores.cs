using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Storage;

/// <summary>Opens the store that a configuration names.</summary>
public static class RunStores
{
    private const string SqliteScheme = "sqlite:";

    /// <summary>Opens <c>sqlite:FILE</c>, making the file and its folder when they are absent.</summary>
    /// <param name="store">The store's name as the configuration writes it.</param>
    /// <param name="baseFolder">What a relative file is relative to.</param>
    /// <exception cref="InvalidInputException">The name is not a store's, or the store cannot be opened.</exception>
    public static IRunStore Open(string store, string baseFolder)
    {
        ArgumentNullException.ThrowIfNull(store);
        return FindMistake(store) is { } expected
            ? throw new InvalidInputException("store", $"\"{store}\"", expected)
            : SqliteRunStore.Open(Path.GetFullPath(store[SqliteScheme.Length..], baseFolder));
    }

    /// <summary>Whether something was stored there; also where the name is no store's, which opening it says.</summary>
    /// <param name="store">The store's name as the configuration writes it.</param>
    /// <param name="baseFolder">What a relative file is relative to.</param>
    public static bool Exists(string store, string baseFolder) =>
        FindMistake(store) is not null || File.Exists(Path.GetFullPath(store[SqliteScheme.Length..], baseFolder));

    /// <summary>Opens a store of earlier runs to read it, also where it cannot be written.</summary>
    /// <param name="store">The store's name as the configuration writes it.</param>
    /// <param name="baseFolder">What a relative file is relative to.</param>
    /// <returns>The runs; <c>null</c> when nothing was ever stored there.</returns>
    /// <exception cref="InvalidInputException">The name is not a store's, or the store cannot be read.</exception>
    public static IStoredRuns? OpenForReading(string store, string baseFolder)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (FindMistake(store) is not null)
        {
            return Open(store, baseFolder);
        }

        string path = Path.GetFullPath(store[SqliteScheme.Length..], baseFolder);
        return !File.Exists(path) ? null
            : StoreCopy.IsNeeded(path) ? SqliteRunStore.OpenCopy(path)
            : SqliteRunStore.Open(path);
    }

    /// <summary>Full path of a store's file.</summary>
    /// <param name="store">The store's name as the configuration writes it, without a mistake.</param>
    /// <param name="baseFolder">What a relative file is relative to.</param>
    internal static string PathOf(string store, string baseFolder) =>
        Path.GetFullPath(store[SqliteScheme.Length..], baseFolder);

    /// <summary>What a store's name should have been; <c>null</c> when it is right.</summary>
    public static string? FindMistake(string store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.StartsWith(SqliteScheme, StringComparison.Ordinal) && store.Length > SqliteScheme.Length
            ? null
            : "sqlite:FILE, such as sqlite:.evalharness/runs.db";
    }
}
