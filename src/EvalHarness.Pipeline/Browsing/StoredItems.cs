using System.Collections.Concurrent;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>The items of all runs of a store, each run with its index.</summary>
internal sealed class StoredItems : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RunItems> _runs = new(StringComparer.Ordinal);
    private readonly IStoredRuns _reader;
    private readonly string _store;
    private readonly string _folder;
    private readonly bool _isTemporary;

    private StoredItems(IStoredRuns reader, string store, string folder, bool isTemporary) =>
        (_reader, _store, _folder, _isTemporary) = (reader, store, folder, isTemporary);

    /// <summary>The items of a store, with indexes beside it or, where nothing can be written, for now only.</summary>
    /// <param name="reader">The store.</param>
    /// <param name="store">Path of its file.</param>
    public static StoredItems Open(IStoredRuns reader, string store)
    {
        string folder = store + "-review";
        try
        {
            Directory.CreateDirectory(folder);
            string probe = Path.Combine(folder, Path.GetRandomFileName());
            using FileStream file = new(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return new(reader, store, folder, isTemporary: false);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return new(
                reader, store, Directory.CreateTempSubdirectory("evalharness-review-").FullName, isTemporary: true);
        }
    }

    /// <summary>The items of a run that exists.</summary>
    public RunItems Of(string run) => _runs.GetOrAdd(run, id => new RunItems(_reader, id, _store, _folder));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (RunItems items in _runs.Values)
        {
            await items.DisposeAsync();
        }

        if (_isTemporary)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
