using EvalHarness.Fidelity;
using EvalHarness.Inference.Sampling;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>A baseline's log-probabilities at one scored position.</summary>
/// <param name="TokenLogLikelihood">ln p of the token that follows in the text.</param>
/// <param name="RestLogProbability">ln of what all other tokens have together; −∞ when there are none.</param>
/// <param name="Ids">The likeliest tokens, most likely first.</param>
/// <param name="LogProbabilities">Their ln p.</param>
internal sealed record SavedPosition(
    float TokenLogLikelihood, float RestLogProbability, int[] Ids, float[] LogProbabilities)
{
    /// <summary>Compares a candidate's logits with this position.</summary>
    /// <param name="logits">One logit per token of the vocabulary.</param>
    /// <param name="token">The token that follows in the text.</param>
    /// <param name="others">Room for one number per token of the vocabulary.</param>
    /// <remarks>
    /// All tokens outside the saved ones count as one, for both models. Merging outcomes never raises a divergence
    /// (data processing inequality), so both are lower bounds of what whole distributions would give.
    /// </remarks>
    public TokenDivergence Compare(ReadOnlySpan<float> logits, int token, float[] others)
    {
        double normalizer = LogSoftmax.Normalizer(logits);
        logits.CopyTo(others);
        double divergence = 0;
        double reverse = 0;
        for (int i = 0; i < Ids.Length; i++)
        {
            double p = LogProbabilities[i];
            double q = logits[Ids[i]] - normalizer;
            divergence += Math.Exp(p) * (p - q);
            reverse += Math.Exp(q) * (q - p);
            others[Ids[i]] = float.NegativeInfinity;
        }

        if (float.IsFinite(RestLogProbability))
        {
            double p = RestLogProbability;
            double q = LogSoftmax.Normalizer(others) - normalizer;
            divergence += Math.Exp(p) * (p - q);
            reverse += Math.Exp(q) * (q - p);
        }

        return new(
            TokenLogLikelihood,
            logits[token] - normalizer,
            Math.Max(0, divergence),
            Math.Max(0, reverse),
            Math.Exp(LogProbabilities[0]),
            System.Numerics.Tensors.TensorPrimitives.IndexOfMax(logits) == Ids[0]);
    }
}
