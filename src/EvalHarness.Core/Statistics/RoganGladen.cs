namespace EvalHarness.Statistics;

/// <summary>
/// True pass rate behind a judge's pass rate, corrected by the judge's known errors (Rogan and Gladen, 1978; interval
/// with adjusted counts: Lee et al., arXiv 2511.21140). For labels that were drawn by class.
/// </summary>
/// <param name="Estimate">θ = (p + q0 − 1)/J, J = q0 + q1 − 1, cut to 0–1.</param>
/// <param name="StandardError">SE² = (p(1−p)/n + (1−θ)²q0(1−q0)/m0 + θ²q1(1−q1)/m1)/J².</param>
/// <param name="Plain">θ ± z·SE.</param>
/// <param name="Adjusted">The interval to report: with counts adjusted for small samples, cut to 0–1.</param>
public readonly record struct RoganGladen(double Estimate, double StandardError, Interval Plain, Interval Adjusted)
{
    /// <summary>
    /// Corrects a pass rate; <c>null</c>, a refusal, when the judge is not shown to tell passes from fails: the lower
    /// confidence bound of J, with adjusted counts, is 0 or less.
    /// </summary>
    /// <param name="passRate">p: share of judged items that the judge passes.</param>
    /// <param name="judged">n: judged items; greater than 0.</param>
    /// <param name="truePositiveRate">q1: share of labelled passes that the judge passes.</param>
    /// <param name="labelledPasses">m1; greater than 0.</param>
    /// <param name="trueNegativeRate">q0: share of labelled fails that the judge fails.</param>
    /// <param name="labelledFails">m0; greater than 0.</param>
    /// <param name="confidence">Two-sided, between 0 and 1.</param>
    public static RoganGladen? From(
        double passRate,
        double judged,
        double truePositiveRate,
        double labelledPasses,
        double trueNegativeRate,
        double labelledFails,
        double confidence = 0.95)
    {
        ThrowUnlessRate(passRate, judged);
        ThrowUnlessRate(truePositiveRate, labelledPasses);
        ThrowUnlessRate(trueNegativeRate, labelledFails);
        double z = NormalQuantile.TwoSided(confidence);
        Rate plainPass = new(passRate, judged);
        Rate plainTrue = new(truePositiveRate, labelledPasses);
        Rate plainFalse = new(trueNegativeRate, labelledFails);
        Rate pass = plainPass.Add(z * z / 2, z * z);
        Rate sensitivity = plainTrue.Add(1, 2);
        Rate specificity = plainFalse.Add(1, 2);
        double spread = Math.Sqrt(sensitivity.Variance + specificity.Variance);
        if (sensitivity.Value + specificity.Value - 1 - (z * spread) <= 0
            || plainTrue.Value + plainFalse.Value - 1 <= 0)
        {
            return null;
        }

        (double estimate, double error) = Correct(plainPass, plainTrue, plainFalse);
        (double centre, double adjustedError) = Correct(pass, sensitivity, specificity);
        double shift = 2 * z * z * (-((1 - centre) * specificity.Variance) + (centre * sensitivity.Variance));
        double low = centre + shift - (z * adjustedError);
        double high = centre + shift + (z * adjustedError);
        return new(
            Math.Clamp(estimate, 0, 1),
            error,
            new(estimate - (z * error), estimate + (z * error)),
            new Interval(low, high).Clip(0, 1));
    }

    private static (double Estimate, double StandardError) Correct(Rate pass, Rate sensitivity, Rate specificity)
    {
        double j = sensitivity.Value + specificity.Value - 1;
        double estimate = (pass.Value + specificity.Value - 1) / j;
        double missed = (1 - estimate) * (1 - estimate) * specificity.Variance;
        double found = estimate * estimate * sensitivity.Variance;
        return (estimate, Math.Sqrt(pass.Variance + missed + found) / j);
    }

    private static void ThrowUnlessRate(double rate, double count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rate);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rate, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
    }

    private readonly record struct Rate(double Value, double Count)
    {
        public double Variance => Value * (1 - Value) / Count;

        public Rate Add(double successes, double trials) =>
            new(((Value * Count) + successes) / (Count + trials), Count + trials);
    }
}
