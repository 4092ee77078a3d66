using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// A store in one SQLite file in write-ahead-log mode: many readers, one writer, safe against kill -9.
/// </summary>
internal sealed class SqliteRunStore : SqliteRunReader, IRunStore
{
    private static readonly TimeSpan s_busyTimeout = TimeSpan.FromSeconds(15);

    private readonly StoreCopy? _copy;
    private readonly SqliteDatabase _database;
    private readonly SqliteRunWriter _writer;
    private readonly SqliteLabelStore _labels;

    private SqliteRunStore(SqliteDatabase database, SqliteLabelStore labels, StoreCopy? copy = null)
        : base(database) => (_database, _labels, _copy, _writer) = (database, labels, copy, new(database));

    public override ILabelStore Labels => _labels;

    /// <summary>Opens or makes a store.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <param name="busyTimeout">How long to wait for another process's lock; 15 seconds by default.</param>
    /// <exception cref="InvalidInputException">The file is damaged, foreign, locked or cannot be written.</exception>
    public static SqliteRunStore Open(string path, TimeSpan? busyTimeout = null) => new(
        SqliteDatabase.Open(path, path, SqliteSchema.Layout, busyTimeout ?? s_busyTimeout),
        OpenLabels(path, path, busyTimeout ?? s_busyTimeout));

    /// <summary>Opens a copy of a store that exists, for reading where the store itself cannot be written.</summary>
    /// <param name="path">Full path of the file.</param>
    /// <exception cref="InvalidInputException">The file is damaged, foreign or cannot be read.</exception>
    public static IStoredRuns OpenCopy(string path)
    {
        StoreCopy copy = StoreCopy.Create(path);
        try
        {
            return new SqliteRunStore(
                SqliteDatabase.Open(path, copy.Path, SqliteSchema.Layout, s_busyTimeout),
                OpenLabels(path, copy.Path, s_busyTimeout),
                copy);
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public IDisposable Claim(string runId) => RunClaim.Take(_database.Path, runId);

    public async Task<bool> TryAddRunAsync(RunRecord run, CancellationToken cancellationToken)
    {
        bool isAdded = false;
        await _writer.WriteAsync(tables => isAdded = tables.TryAdd(run), cancellationToken);
        return isAdded;
    }

    public Task SaveRunAsync(RunRecord run, CancellationToken cancellationToken) =>
        _writer.WriteAsync(tables => tables.Save(run), cancellationToken);

    public Task SaveModelAsync(string runId, ModelSummary model, CancellationToken cancellationToken) =>
        _writer.WriteAsync(tables => tables.Save(runId, model), cancellationToken);

    public Task SaveSamplesAsync(
        string runId, IReadOnlyList<SampleRow> samples, CancellationToken cancellationToken) =>
        _writer.WriteAsync(tables => tables.Save(runId, samples), cancellationToken);

    public Task AppendAsync(string runId, OutputRow row, CancellationToken cancellationToken) =>
        _writer.WriteAsync(tables => tables.Save(runId, row), cancellationToken);

    public Task AppendAsync(string runId, VerdictRow row, CancellationToken cancellationToken) =>
        _writer.WriteAsync(tables => tables.Save(runId, row), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _database.Close();
        _labels.Dispose();
        _copy?.Dispose();
    }

    private static SqliteLabelStore OpenLabels(string path, string file, TimeSpan busyTimeout) => new(
        SqliteLabelStore.PathBeside(path), SqliteLabelStore.PathBeside(file), busyTimeout, TimeProvider.System);
}
