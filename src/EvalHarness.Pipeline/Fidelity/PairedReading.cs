using EvalHarness.Fidelity;
using EvalHarness.Inference.Sampling;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>Two models read one text in step: neither's logits are kept beyond the rows that are compared.</summary>
/// <param name="baseline">The baseline; its context holds a chunk.</param>
/// <param name="candidate">The candidate; the same vocabulary and room.</param>
/// <param name="text">The text.</param>
/// <param name="saved">Gets the baseline's log-probabilities; <c>null</c> when nobody wants them.</param>
internal sealed class PairedReading(
    ILogitsModel baseline, ILogitsModel candidate, TextChunks text, SavedBaseWriter? saved)
{
    private readonly DivergenceTally _tally = new();

    /// <summary>Reads the whole text and compares every scored position.</summary>
    public async Task<DivergenceTally> RunAsync(
        IProgress<DivergenceProgress> progress, CancellationToken cancellationToken)
    {
        await StepwiseReading.RunAsync(
            baseline.LogitCount,
            2 * text.ScoredPerChunk,
            ReadAsync,
            (rows, stop) => CompareAsync(rows, progress, stop),
            cancellationToken);
        return _tally;
    }

    private async Task ReadAsync(LogitRows rows, CancellationToken stop)
    {
        for (int chunk = 0; chunk < text.Count; chunk++)
        {
            int current = chunk;
            await baseline.ReadLogitsAsync(text.Sequence(chunk), text.FirstScored, Hand, stop);

            void Hand(int position, ReadOnlySpan<float> logits)
            {
                rows.Put(logits);
                saved?.Add(logits, text.Next(current, position));
            }
        }
    }

    private async Task CompareAsync(LogitRows rows, IProgress<DivergenceProgress> progress, CancellationToken stop)
    {
        for (int chunk = 0; chunk < text.Count; chunk++)
        {
            int current = chunk;
            await candidate.ReadLogitsAsync(text.Sequence(chunk), text.FirstScored, Compare, stop);
            _tally.EndChunk();
            progress.Report(new(chunk + 1, text.Count));

            void Compare(int position, ReadOnlySpan<float> logits)
            {
                LogitComparison found = LogitComparison.From(rows.Take(), logits, text.Next(current, position));
                rows.Release();
                _tally.Add(new(
                    found.LogLikelihoodP,
                    found.LogLikelihoodQ,
                    found.Divergence,
                    found.ReverseDivergence,
                    found.TopProbability,
                    found.IsSameTop));
            }
        }
    }
}
