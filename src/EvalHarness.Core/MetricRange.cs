namespace EvalHarness;

/// <summary>The values that a metric can take, worst and best included. Declared, never estimated from data.</summary>
/// <param name="Floor">Smallest value.</param>
/// <param name="Ceiling">Largest value; greater than <paramref name="Floor"/>.</param>
public sealed record MetricRange(double Floor, double Ceiling)
{
    /// <summary>Shares, overlaps and pass/fail: 0 to 1.</summary>
    public static MetricRange Unit { get; } = new(0, 1);

    /// <summary>Largest change that one sample can show: ceiling − floor.</summary>
    public double Width => Ceiling - Floor;
}
