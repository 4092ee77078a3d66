namespace EvalHarness.Statistics;

/// <summary>
/// A judge's score as the expectation over the probabilities of the score tokens (G-Eval, Liu et al., arXiv
/// 2303.16634).
/// </summary>
/// <param name="Score">Σ s·p(s)/M; <c>null</c>, unscored, when the mass is below the limit.</param>
/// <param name="Mass">M: probability that the judge gave to score tokens at all, 0–1.</param>
/// <param name="Deviation">Standard deviation of the score under p(s)/M; <c>null</c> without mass.</param>
/// <param name="Entropy">Entropy of p(s)/M in nats; <c>null</c> without mass.</param>
public readonly record struct ProbabilityWeightedScore(double? Score, double Mass, double? Deviation, double? Entropy)
{
    /// <summary>Mass below which a score does not count.</summary>
    public const double SmallestMass = 0.9;

    /// <summary>Weighs the scores of the menu by their probabilities.</summary>
    /// <param name="tokens">Score and probability of each score token; several tokens may mean one score.</param>
    /// <exception cref="ArgumentException">A probability is outside 0–1, or all together exceed 1.</exception>
    public static ProbabilityWeightedScore From(IEnumerable<(double Score, double Probability)> tokens)
    {
        (double Score, double Probability)[] scores =
        [
            .. tokens.GroupBy(token => token.Score)
                .Select(same => (same.Key, same.Sum(token => token.Probability)))
                .Order(),
        ];
        double mass = scores.Sum(score => score.Probability);
        if (scores.Any(score => !(score.Probability is >= 0 and <= 1 + 1e-6)) || mass > 1 + 1e-6)
        {
            throw new ArgumentException("Probabilities lie in 0–1 and sum to at most 1.", nameof(tokens));
        }

        if (mass <= 0)
        {
            return new(null, 0, null, null);
        }

        double mean = scores.Sum(score => score.Score * score.Probability) / mass;
        double variance = scores.Sum(score => (score.Score - mean) * (score.Score - mean) * score.Probability) / mass;
        double entropy = -scores.Where(score => score.Probability > 0)
            .Sum(score => score.Probability / mass * Math.Log(score.Probability / mass));
        return new(mass < SmallestMass ? null : mean, mass, Math.Sqrt(variance), entropy);
    }

    /// <summary>
    /// Without probabilities: mean and standard error SD/√r of r sampled scores. A different instrument, to be named so
    /// wherever it is printed. <c>null</c> without samples; no standard error with one.
    /// </summary>
    public static (double Mean, double? StandardError)? FromSamples(ReadOnlySpan<double> scores)
    {
        Moments moments = Moments.From(scores);
        return moments.Count == 0 ? null : (moments.Mean, moments.StandardError);
    }
}
