using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Reads rows ahead of whoever takes them, so that a file is read while samples are made of it.</summary>
internal static class RowsAhead
{
    private const int RowsAtOnce = 64;
    private const int BytesAtOnce = 1 << 16;
    private const int PartsAhead = 1;

    /// <summary>The rows of a source in its order, some at a time.</summary>
    public static async IAsyncEnumerable<IReadOnlyList<DatasetRow>> ReadAsync(
        IRowSource rows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Channel<List<DatasetRow>> parts = Channel.CreateBounded<List<DatasetRow>>(PartsAhead);
        Task reading = Task.Factory.StartNew(
            () => Fill(rows, parts.Writer, stop.Token), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        try
        {
            await foreach (List<DatasetRow> part in parts.Reader.ReadAllAsync(cancellationToken))
            {
                yield return part;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }
    }

    // On a thread of its own: native readers keep memory for every thread that they run on. What goes wrong is told to
    // the reader of the channel, behind the rows before it.
    private static void Fill(
        IRowSource rows, ChannelWriter<List<DatasetRow>> parts, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        List<DatasetRow> part = [];
        try
        {
            long bytes = 0;
            foreach (DatasetRow row in rows.ReadAsync(cancellationToken).ToBlockingEnumerable(cancellationToken))
            {
                part.Add(row);
                bytes += row.Bytes;
                if (part.Count == RowsAtOnce || bytes >= BytesAtOnce)
                {
                    Write(part);
                    (part, bytes) = ([], 0);
                }
            }
        }
        catch (Exception problem)
        {
            failure = problem;
        }

        if (part.Count > 0)
        {
            try
            {
                Write(part);
            }
            catch (OperationCanceledException)
            {
                // The reader has left.
            }
        }

        parts.Complete(failure);

        void Write(List<DatasetRow> full) =>
            parts.WriteAsync(full, cancellationToken).AsTask().GetAwaiter().GetResult();
    }
}
