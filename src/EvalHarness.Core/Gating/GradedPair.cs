namespace EvalHarness.Gating;

/// <summary>One pair of outputs as a gate on grades sees it; changes are changes in quality.</summary>
public sealed record GradedPair
{
    private GradedPair(string sampleId, PairKnowledge knowledge) => (SampleId, Knowledge) = (sampleId, knowledge);

    /// <summary>The sample.</summary>
    public string SampleId { get; }

    /// <summary>What is known of it.</summary>
    public PairKnowledge Knowledge { get; }

    /// <summary>π: probability with which it was drawn, above 0 and at most 1.</summary>
    public double Probability { get; private init; } = 1;

    /// <summary>g: the drop that was foretold, at most 0; 0 where none was.</summary>
    public double Forecast { get; private init; }

    /// <summary>d: the change as graded; where the grade is missing, the worst that it could be.</summary>
    public double Low { get; private init; }

    /// <summary>d: the change as graded; where the grade is missing, the best that it could be.</summary>
    public double High { get; private init; }

    /// <summary>Its grade is missing, so that only <see cref="Low"/> and <see cref="High"/> are known.</summary>
    public bool IsMissing => Knowledge == PairKnowledge.Lost || Low != High;

    /// <summary>Two equal outputs.</summary>
    public static GradedPair Equal(string sampleId) => new(sampleId, PairKnowledge.Equal);

    /// <summary>A pair that was not drawn.</summary>
    /// <param name="sampleId">The sample.</param>
    /// <param name="probability">Probability with which it could have been drawn.</param>
    /// <param name="forecast">The change that the judge sees; a gain counts as none.</param>
    public static GradedPair NotDrawn(string sampleId, double probability, double forecast = 0) =>
        new(sampleId, PairKnowledge.NotDrawn)
        {
            Probability = Probable(probability),
            Forecast = Math.Min(forecast, 0),
        };

    /// <summary>A pair that was drawn.</summary>
    /// <param name="sampleId">The sample.</param>
    /// <param name="probability">Probability with which it was drawn.</param>
    /// <param name="low">The change as graded, or the worst that it could be.</param>
    /// <param name="high">The change as graded, or the best that it could be.</param>
    /// <param name="forecast">The change that the judge sees; a gain counts as none.</param>
    public static GradedPair Drawn(
        string sampleId, double probability, double low, double high, double forecast = 0) =>
        new(sampleId, PairKnowledge.Drawn)
        {
            Probability = Probable(probability),
            Forecast = Math.Min(forecast, 0),
            Low = low,
            High = high,
        };

    /// <summary>A pair whose change is known without a draw.</summary>
    /// <param name="sampleId">The sample.</param>
    /// <param name="change">The change.</param>
    public static GradedPair Certain(string sampleId, double change) =>
        new(sampleId, PairKnowledge.Certain) { Low = change, High = change };

    /// <summary>A pair of which one output does not exist.</summary>
    /// <param name="sampleId">The sample.</param>
    /// <param name="low">The worst that the change could be.</param>
    /// <param name="high">The best that the change could be.</param>
    public static GradedPair Lost(string sampleId, double low, double high) =>
        new(sampleId, PairKnowledge.Lost) { Low = low, High = high };

    /// <summary>
    /// v = g + x·(d − g)/π, where x is 1 for a pair that was drawn and 0 for another: without bias for any forecast.
    /// </summary>
    /// <param name="change">d.</param>
    internal double Value(double change) => Knowledge switch
    {
        PairKnowledge.Equal => 0,
        PairKnowledge.NotDrawn => Forecast,
        PairKnowledge.Drawn => Forecast + ((change - Forecast) / Probability),
        _ => change,
    };

    private static double Probable(double probability) => probability is > 0 and <= 1
        ? probability
        : throw new ArgumentOutOfRangeException(nameof(probability), probability, "A probability above 0, at most 1.");
}
