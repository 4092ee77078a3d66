using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Tests.Pipeline.Datasets;

public class RowsAheadTests
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(0, 10)]
    [InlineData(5, 1)]
    [InlineData(64, 64)]
    [InlineData(150, 10)]
    [InlineData(150, 150)]
    [InlineData(1000, 65)]
    public async Task WhoeverTakesTheFirstRowsNeedNotTakeTheRest(int rows, int taken)
    {
        Task<List<int>> reading = TakeAsync(new Rows(rows), taken);

        Assert.Equal(Enumerable.Range(1, Math.Min(rows, taken)), await reading.WaitAsync(s_longest));
    }

    [Fact]
    public async Task AnyFailureComesBehindTheRowsBeforeIt()
    {
        List<int> lines = [];

        await Assert.ThrowsAsync<IOException>(() => ReadAsync().WaitAsync(s_longest));

        Assert.Equal(Enumerable.Range(1, 70), lines);

        async Task ReadAsync()
        {
            await foreach (IReadOnlyList<DatasetRow> part in RowsAhead.ReadAsync(new Rows(70, new IOException()), default))
            {
                lines.AddRange(part.Select(row => row.Line));
            }
        }
    }

    private static async Task<List<int>> TakeAsync(Rows rows, int count)
    {
        List<int> lines = [];
        await foreach (IReadOnlyList<DatasetRow> part in RowsAhead.ReadAsync(rows, default))
        {
            lines.AddRange(part.Select(row => row.Line).Take(count - lines.Count));
            if (lines.Count == count)
            {
                break;
            }
        }

        return lines;
    }

    private sealed class Rows(int count, Exception? failure = null) : IRowSource
    {
        public async IAsyncEnumerable<DatasetRow> ReadAsync(
            [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            for (int line = 1; line <= count; line++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return new(line, new Dictionary<string, FieldValue>(), 10);
            }

            await Task.CompletedTask;
            if (failure is not null)
            {
                throw failure;
            }
        }
    }
}
