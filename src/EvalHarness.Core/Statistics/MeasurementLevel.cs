namespace EvalHarness.Statistics;

/// <summary>What the values of a rating mean, and so how far apart two of them are.</summary>
public enum MeasurementLevel
{
    /// <summary>Names: two values are equal or not.</summary>
    Nominal,

    /// <summary>Ranks: the distance counts the ratings in between.</summary>
    Ordinal,

    /// <summary>Numbers: the difference matters.</summary>
    Interval,

    /// <summary>Numbers with a true zero, not negative: the relative difference matters.</summary>
    Ratio,
}
