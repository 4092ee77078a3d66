using System.Threading.Channels;
using Microsoft.Data.Sqlite;

namespace EvalHarness.Pipeline.Storage;

/// <summary>
/// The single writer of a database. Writes that arrive while one transaction commits share the next one, so that
/// many small rows cost few commits and a lone row waits for nobody.
/// </summary>
internal sealed class SqliteRunWriter : IAsyncDisposable
{
    private const int LargestBatch = 1024;

    private readonly SqliteDatabase _database;
    private readonly Channel<PendingWrite> _pending = Channel.CreateBounded<PendingWrite>(
        new BoundedChannelOptions(4 * LargestBatch) { SingleReader = true });
    private readonly Task _loop;

    /// <summary>Starts to write.</summary>
    public SqliteRunWriter(SqliteDatabase database)
    {
        _database = database;
        _loop = WriteAllAsync();
    }

    /// <summary>Queues a write; completes when it is committed. Cancels only while the queue is full.</summary>
    public async Task WriteAsync(Action<SqliteRunTables> write, CancellationToken cancellationToken)
    {
        PendingWrite pending = new(write);
        await _pending.Writer.WriteAsync(pending, cancellationToken);
        await pending.Done.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _pending.Writer.TryComplete();
        await _loop;
    }

    private async Task WriteAllAsync()
    {
        List<PendingWrite> batch = [];
        SqliteRunTables? tables = null;
        try
        {
            while (await _pending.Reader.WaitToReadAsync())
            {
                batch.Clear();
                while (batch.Count < LargestBatch && _pending.Reader.TryRead(out PendingWrite? next))
                {
                    batch.Add(next);
                }

                tables = Commit(tables, batch);
            }
        }
        finally
        {
            tables?.Dispose();
        }
    }

    private SqliteRunTables? Commit(SqliteRunTables? tables, List<PendingWrite> batch)
    {
        try
        {
            tables ??= new(_database.Connect());
            tables.InTransaction(() => batch.ForEach(pending => pending.Write(tables)));
        }
        catch (Exception) when (tables is not null && batch.Count > 1)
        {
            // One bad row must not take its neighbours with it: each on its own tells whose the fault is.
            foreach (PendingWrite pending in batch)
            {
                Commit(tables, [pending]);
            }

            return tables;
        }
        catch (Exception failure)
        {
            Exception reason = failure is SqliteException sqlite ? _database.Explain(sqlite) : failure;
            batch.ForEach(pending => pending.Done.SetException(reason));
            return tables;
        }

        batch.ForEach(pending => pending.Done.SetResult());
        return tables;
    }

    private sealed class PendingWrite(Action<SqliteRunTables> write)
    {
        public Action<SqliteRunTables> Write { get; } = write;

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
