using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Tasks;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Samples that are asked several times: <c>ID#1</c>, <c>ID#2</c> and so on, which form one group, as dependent samples
/// do.
/// </summary>
/// <param name="samples">The samples.</param>
/// <param name="repeats">How often each is asked; 1 or more.</param>
internal sealed class RepeatedSamples(IDatasetReader samples, int repeats) : IDatasetReader
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Sample> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (Sample sample in samples.ReadAsync(cancellationToken))
        {
            for (int repeat = 0; repeat < repeats; repeat++)
            {
                yield return sample with
                {
                    Id = RepeatedId.Join(sample.Id, repeat),
                    Group = sample.Group ?? sample.Id,
                    Repeat = repeat,
                };
            }
        }
    }
}
