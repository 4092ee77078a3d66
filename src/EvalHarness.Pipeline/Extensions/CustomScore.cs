namespace EvalHarness.Pipeline.Extensions;

/// <summary>Scores of metrics that the user wrote, as strict as those of our own.</summary>
internal static class CustomScore
{
    private const int LongestReason = 500;

    /// <summary>A missing score.</summary>
    public static Score Missing(Sample sample, MetricDefinition definition, string reason) =>
        FaultyScore.Create(sample, definition, ScoreFault.MetricUndefined, Shorten(reason));

    /// <summary>The score, unless its value is none that the metric may take.</summary>
    public static Score Check(Score score, MetricDefinition definition)
    {
        if (score.Value is not { } value)
        {
            return score with
            {
                Reason = Shorten(score.Reason is { Length: > 0 } reason ? reason : "the metric gave no value"),
                Fault = score.Fault ?? ScoreFault.MetricUndefined,
            };
        }

        string? wrong = !double.IsFinite(value) ? "a value that is not finite"
            : definition.IsPassFail && value is not (0 or 1)
                ? FormattableString.Invariant($"{value}, but passFail metrics are 0 or 1")
            : definition.Range is { } range && (value < range.Floor || value > range.Ceiling)
                ? FormattableString.Invariant($"{value}, outside of {range.Floor} to {range.Ceiling}")
            : !(score.Weight > 0) || !double.IsFinite(score.Weight) ? "a weight that is not positive"
            : null;
        return wrong is null ? score
            : new(score.SampleId, score.Metric, null, $"the metric gave {wrong}", Fault: ScoreFault.MetricUndefined);
    }

    private static string Shorten(string reason) =>
        reason.Length > LongestReason ? reason[..LongestReason] + "…" : reason;
}
