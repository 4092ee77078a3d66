namespace EvalHarness.Fidelity;

/// <summary>
/// How far a candidate strays from its baseline while both read what the baseline wrote for a sample, as scores like
/// any other: they are paired, compared, sliced and gated with those of the tasks and of the judges.
/// </summary>
/// <param name="Positions">Tokens that were compared, the end of the output among them; at least 1.</param>
/// <param name="MeanDivergence">Mean KL(baseline‖candidate) over them, in nats; 0 is no loss.</param>
/// <param name="Agreed">
/// Tokens before the first where both hold different ones most likely: there greedy outputs part.
/// </param>
public readonly record struct OutputFidelity(int Positions, double MeanDivergence, int Agreed)
{
    private static readonly MetricDefinition s_divergence = new(
        "kl_divergence", HigherIsBetter: false, IsPassFail: false,
        "Mean KL divergence from the baseline over the tokens of the baseline's output, in nats; 0 is no loss.");

    private static readonly MetricDefinition s_agreed = new(
        "agreed_prefix", HigherIsBetter: true, IsPassFail: false,
        "Share of the baseline's output before the first token where the candidate would go on otherwise; 0 to 1.",
        MetricRange.Unit);

    /// <summary>The metrics that a reading gives.</summary>
    public static IReadOnlyList<MetricDefinition> Metrics { get; } = [s_divergence, s_agreed];

    /// <summary>Name of the divergence among <see cref="Metrics"/>.</summary>
    public static string DivergenceMetric => s_divergence.Name;

    /// <summary>An output has been read, or is known not to be readable.</summary>
    public static bool IsIn(IReadOnlyList<Score> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        return scores.Any(score => score.Metric == DivergenceMetric);
    }

    /// <summary>The candidate's scores; a divergence weighs as much as it has tokens.</summary>
    public IReadOnlyList<Score> ToScores(string sampleId) =>
    [
        new(sampleId, s_divergence.Name, MeanDivergence, Weight: Positions),
        new(sampleId, s_agreed.Name, (double)Agreed / Positions),
    ];

    /// <summary>The baseline's own scores: it does not stray from itself.</summary>
    public IReadOnlyList<Score> ToBaselineScores(string sampleId) =>
        new OutputFidelity(Positions, 0, Positions).ToScores(sampleId);

    /// <summary>Scores of an output that could not be read.</summary>
    public static IReadOnlyList<Score> Unscored(string sampleId, string reason) =>
    [
        .. Metrics.Select(metric =>
            new Score(sampleId, metric.Name, Value: null, reason, Fault: ScoreFault.MetricUndefined)),
    ];
}
