using System.Numerics.Tensors;
using EvalHarness.Fidelity;
using EvalHarness.Inference.Sampling;

namespace EvalHarness.Pipeline.Fidelity;

/// <summary>
/// A distribution at one scored position of which some tokens are known one by one, all others together: what is saved
/// of a baseline, what an endpoint says, or whole logits seen through either.
/// </summary>
/// <param name="Token">The token that follows in the text.</param>
/// <param name="TokenLogLikelihood">ln p of it; known even where it is not among <paramref name="Ids"/>.</param>
/// <param name="RestLogProbability">
/// ln of what all tokens outside <paramref name="Ids"/> have together; −∞ when there are none, or when it cannot be
/// told from rounding.
/// </param>
/// <param name="Ids">Known tokens, most likely first where they were chosen by that.</param>
/// <param name="LogProbabilities">Their ln p.</param>
internal sealed record KnownDistribution(
    int Token, double TokenLogLikelihood, double RestLogProbability, int[] Ids, double[] LogProbabilities)
{
    /// <summary>
    /// Probability below which the rest of numbers that were rounded to single precision is nothing but their error.
    /// </summary>
    public const double Resolution = 1e-6;

    /// <summary>The most likely of all tokens.</summary>
    public int TopToken { get; private init; } = Ids[0];

    /// <summary>ln p of <see cref="TopToken"/>.</summary>
    public double TopLogProbability { get; private init; } = LogProbabilities[0];

    /// <summary>Tokens that are known one by one: <see cref="Ids"/> and the one that follows.</summary>
    public int[] KnownIds => Ids.Contains(Token) ? Ids : [.. Ids, Token];

    /// <summary>Looks at whole logits as far as some tokens go.</summary>
    /// <param name="logits">One logit per token of the vocabulary.</param>
    /// <param name="ids">Tokens to know one by one, at least one.</param>
    /// <param name="token">The token that follows in the text.</param>
    /// <param name="others">Room for one number per token of the vocabulary.</param>
    public static KnownDistribution From(ReadOnlySpan<float> logits, int[] ids, int token, float[] others)
    {
        double normalizer = LogSoftmax.Normalizer(logits);
        logits.CopyTo(others);
        double[] logs = new double[ids.Length];
        for (int i = 0; i < ids.Length; i++)
        {
            logs[i] = logits[ids[i]] - normalizer;
            others[ids[i]] = float.NegativeInfinity;
        }

        double rest = ids.Length == logits.Length
            ? double.NegativeInfinity
            : LogSoftmax.Normalizer(others) - normalizer;
        int top = TensorPrimitives.IndexOfMax(logits);
        return new(token, logits[token] - normalizer, rest, ids, logs)
        {
            TopToken = top,
            TopLogProbability = logits[top] - normalizer,
        };
    }

    /// <summary>Compares a candidate with this baseline.</summary>
    /// <remarks>
    /// Tokens that both know count one by one, all others as one. Merging outcomes never raises a divergence (data
    /// processing inequality), so both are lower bounds of what whole distributions would give.
    /// </remarks>
    public KnownComparison Compare(KnownDistribution candidate)
    {
        Dictionary<int, double> others = candidate.Known().ToDictionary();
        double divergence = 0;
        double reverse = 0;
        double rest = RestOfKnown();
        double mass = 0;
        double candidateMass = 0;
        foreach ((int id, double p) in Known())
        {
            if (others.Remove(id, out double q))
            {
                divergence += Math.Exp(p) * (p - q);
                reverse += Math.Exp(q) * (q - p);
                mass += Math.Exp(p);
                candidateMass += Math.Exp(q);
            }
            else
            {
                rest += Math.Exp(p);
            }
        }

        double candidateRest = candidate.RestOfKnown() + others.Values.Sum(Math.Exp);
        if (rest > 0 || candidateRest > 0)
        {
            // A rest that rounding swallowed is somewhere below the resolution; the other one is rounded likewise.
            double least = rest > 0 && candidateRest > 0 ? 0 : Resolution;
            double p = Math.Log(Math.Max(rest, least));
            double q = Math.Log(Math.Max(candidateRest, least));
            divergence += Math.Exp(p) * (p - q);
            reverse += Math.Exp(q) * (q - p);
        }

        return new(
            new TokenDivergence(
                TokenLogLikelihood,
                candidate.TokenLogLikelihood,
                Math.Max(0, divergence),
                Math.Max(0, reverse),
                Math.Exp(TopLogProbability),
                TopToken == candidate.TopToken),
            Math.Min(1, mass),
            Math.Min(1, candidateMass));
    }

    /// <summary>ln of what all but the first known tokens have together; −∞ as in the rest.</summary>
    /// <param name="count">Tokens that count on their own.</param>
    public double RestBeyond(int count) => count == Ids.Length
        ? RestLogProbability
        : Math.Log(Math.Exp(RestLogProbability) + LogProbabilities.Skip(count).Sum(Math.Exp));

    private IEnumerable<KeyValuePair<int, double>> Known()
    {
        for (int i = 0; i < Ids.Length; i++)
        {
            yield return new(Ids[i], LogProbabilities[i]);
        }

        if (!Ids.Contains(Token))
        {
            yield return new(Token, TokenLogLikelihood);
        }
    }

    // The token that follows leaves the rest where it was in it; what rounding leaves of the difference is nothing.
    private double RestOfKnown()
    {
        double rest = Math.Exp(RestLogProbability);
        if (Ids.Contains(Token))
        {
            return rest;
        }

        double left = rest - Math.Exp(TokenLogLikelihood);
        return left > Resolution * rest ? left : 0;
    }
}
