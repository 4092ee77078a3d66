using System.Runtime.CompilerServices;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// A dataset whose bad rows are passed over, so that nothing needs to be known of its end before its first samples are
/// used.
/// </summary>
/// <param name="reader">Its rows.</param>
/// <param name="wanted">Samples after which no row needs to be read any more.</param>
/// <param name="hash">Gives the SHA-256 of the file's bytes.</param>
internal sealed class LateCheckedDataset(
    DatasetReader reader, int wanted, Func<CancellationToken, Task<string>> hash) : IDatasetReader
{
    /// <summary>What it holds; <c>null</c> until the samples were read to their end.</summary>
    public DatasetSummary? Summary { get; private set; }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DatasetTally tally = new();
        await foreach (SampleOrMistakes row in reader.ReadRowsAsync(cancellationToken))
        {
            tally.Add(row);
            if (row.Sample is not null)
            {
                yield return row.Sample;
            }

            if (tally.Samples == wanted)
            {
                break;
            }
        }

        Summary = tally.Summarize(await hash(cancellationToken));
    }
}
