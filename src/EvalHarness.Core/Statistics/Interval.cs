namespace EvalHarness.Statistics;

/// <summary>A confidence interval on the scale of its estimate.</summary>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end; never below <paramref name="Low"/>.</param>
public readonly record struct Interval(double Low, double High)
{
    /// <summary>Whether a value lies within, ends included.</summary>
    public bool Contains(double value) => Low <= value && value <= High;

    /// <summary>Estimate ± z·SE at a two-sided confidence level between 0 and 1.</summary>
    public static Interval Normal(double estimate, double standardError, double confidence)
    {
        double reach = NormalQuantile.TwoSided(confidence) * standardError;
        return new(estimate - reach, estimate + reach);
    }

    /// <summary>The part of the interval between two limits.</summary>
    public Interval Clip(double minimum, double maximum) =>
        new(Math.Clamp(Low, minimum, maximum), Math.Clamp(High, minimum, maximum));

    /// <summary>The smallest interval that holds both.</summary>
    public Interval Union(Interval other) => new(Math.Min(Low, other.Low), Math.Max(High, other.High));
}
