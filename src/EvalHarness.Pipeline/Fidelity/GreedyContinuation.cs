using System.Numerics.Tensors;
using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// Finds where the greedy outputs of two models part. The baseline writes; the candidate reads what it wrote and tells
/// at each place what it would have written itself. Up to the first difference that is its own greedy output.
/// </summary>
internal static class GreedyContinuation
{
    /// <summary>Continues the first halves of chunks that lie evenly over the text.</summary>
    /// <param name="baseline">Writes.</param>
    /// <param name="candidate">Reads.</param>
    /// <param name="text">The text.</param>
    /// <param name="prompts">Chunks to continue, at most all.</param>
    /// <param name="tokens">Most tokens per continuation, cut at the context.</param>
    /// <param name="cancellationToken">Ends the comparison.</param>
    public static async Task<GreedyAgreement> CompareAsync(
        ILogitsModel baseline,
        ILogitsModel candidate,
        TextChunks text,
        int prompts,
        int tokens,
        CancellationToken cancellationToken)
    {
        int count = Math.Min(prompts, text.Count);
        int most = Math.Min(tokens, text.Context - text.FirstScored);
        int?[] agreed = await Task.WhenAll(Enumerable.Range(0, count).Select(async i =>
        {
            int chunk = (int)((long)i * text.Count / count);
            int[] prompt = text.Sequence(chunk)[..text.FirstScored];
            GreedyText written = await baseline.ContinueAsync(prompt, most, cancellationToken);
            return await AgreedAsync(candidate, prompt, written, cancellationToken);
        }));
        return new GreedyAgreement(most, agreed);
    }

    private static async Task<int?> AgreedAsync(
        ILogitsModel candidate, int[] prompt, GreedyText written, CancellationToken cancellationToken)
    {
        int[] all = [.. prompt, .. written.Tokens];
        int[] read = written.HasEnded ? all : all[..^1];
        int? parting = null;
        await candidate.ReadLogitsAsync(read, prompt.Length - 1, Look, cancellationToken);
        return parting;

        void Look(int position, ReadOnlySpan<float> logits)
        {
            int place = position + 1 - prompt.Length;
            int own = TensorPrimitives.IndexOfMax(logits);
            bool isSame = place < written.Tokens.Count
                ? own == written.Tokens[place]
                : candidate.EndsAnswer(own);
            parting ??= isSame ? null : place;
        }
    }
}
