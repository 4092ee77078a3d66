using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Sampling;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>Log-likelihoods without sharing: a prompt and its continuation as one sequence, from its start.</summary>
internal static class LlamaWholeSequence
{
    /// <summary>Terms of a continuation's log-likelihood.</summary>
    public static async Task<double[]> ScoreAsync(InferenceEngine engine, int[] prefix, int[] continuation)
    {
        double[] terms = new double[continuation.Length];
        int[] whole = [.. prefix, .. continuation[..^1]];

        // All logits are asked for, so that nothing that the engine still holds can be taken.
        await engine.ReadLogitsAsync(whole, 0, (position, logits) =>
        {
            int term = position - (prefix.Length - 1);
            if (term >= 0)
            {
                terms[term] = logits[continuation[term]] - LogSoftmax.Normalizer(logits);
            }
        });
        return terms;
    }
}
