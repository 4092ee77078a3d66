using EvalHarness.Fidelity;
using EvalHarness.Inference;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>A candidate reads the text of saved log-probabilities, which are compared as they come.</summary>
/// <param name="saved">The baseline.</param>
/// <param name="candidate">The candidate; its context holds a chunk.</param>
/// <param name="chunks">Chunks to read, at most all.</param>
internal sealed class SavedReading(SavedBase saved, InferenceEngine candidate, int chunks)
{
    /// <summary>Reads the text and compares every scored position.</summary>
    public async Task<DivergenceTally> RunAsync(
        IProgress<DivergenceProgress> progress, CancellationToken cancellationToken)
    {
        DivergenceTally tally = new();
        float[] others = new float[candidate.Config.VocabularyLength];
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            int current = chunk;
            await candidate.ReadLogitsAsync(
                saved.Text.Sequence(chunk), saved.Text.FirstScored, Compare, cancellationToken);
            tally.EndChunk();
            progress.Report(new(chunk + 1, chunks));

            void Compare(int position, ReadOnlySpan<float> logits) =>
                tally.Add(saved.ReadNext().Compare(logits, saved.Text.Next(current, position), others));
        }

        return tally;
    }
}
