using System.Runtime.CompilerServices;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>The samples that a recorded file asks, each once, in the order of the file.</summary>
/// <param name="rows">The rows.</param>
internal sealed class RecordedSamples(RecordedRows rows) : IDatasetReader
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        await foreach (RecordedRow row in rows.ReadAsync(cancellationToken))
        {
            if (seen.Add(row.Sample.Id))
            {
                yield return row.Sample;
            }
        }
    }
}
