using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// A copy of a store, with its labels, in a folder of its own, deleted when it is disposed: a database in
/// write-ahead-log mode cannot be read where nothing can be written beside it, and an older schema can only be read
/// once it is brought up to date.
/// </summary>
internal sealed class StoreCopy : IDisposable
{
    private readonly string _folder;

    private StoreCopy(string folder, string path) => (_folder, Path) = (folder, path);

    /// <summary>Full path of the copied file.</summary>
    public string Path { get; }

    /// <summary>Whether a store, or the folder that it is in, cannot be written.</summary>
    public static bool IsNeeded(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            string probe = System.IO.Path.Combine(
                System.IO.Path.GetDirectoryName(path)!, $".{System.IO.Path.GetRandomFileName()}");
            using FileStream beside = new(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return false;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }

    /// <summary>Copies a store with what its log holds.</summary>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public static StoreCopy Create(string path)
    {
        string folder = Directory.CreateTempSubdirectory("evalharness-store-").FullName;
        StoreCopy copy = new(folder, System.IO.Path.Combine(folder, "runs.db"));
        try
        {
            string labels = SqliteLabelStore.PathBeside("");
            foreach (string part in (string[])["", "-wal", labels, labels + "-wal"])
            {
                if (File.Exists(path + part))
                {
                    using FileStream from = new(path + part, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                    using FileStream to = new(copy.Path + part, FileMode.CreateNew, FileAccess.Write);
                    from.CopyTo(to);
                }
            }

            return copy;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            copy.Dispose();
            throw new InvalidInputException(
                path, FileFailure.Describe(failure), "a readable run store", "Check its permissions.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
