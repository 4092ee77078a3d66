namespace EvalHarness.Judging;

/// <summary>What a judge must reach on labelled grades before anything may rest on its verdicts.</summary>
public sealed record JudgeLimits
{
    /// <summary>Smallest quadratically weighted κ.</summary>
    public double Kappa { get; init; } = 0.6;

    /// <summary>Smallest share of the labelled passes that it passes, 0–1.</summary>
    public double TruePositiveRate { get; init; } = 0.85;

    /// <summary>Smallest share of the labelled fails that it fails, 0–1.</summary>
    public double TrueNegativeRate { get; init; } = 0.85;

    /// <summary>Largest share of pairs whose two orders disagree, 0–1.</summary>
    public double FlipRate { get; init; } = 0.13;

    /// <summary>Largest share of planted bad outputs that get more than the middle grade, 0–1.</summary>
    public double CanaryAlarms { get; init; }

    /// <summary>Nothing rests on a judge that was never compared with labelled grades.</summary>
    public bool NeedsLabels { get; init; } = true;

    /// <summary>Largest share of outputs without a verdict, abstentions apart, 0–1.</summary>
    public double FailureRate { get; init; } = 0.01;
}
