namespace EvalHarness.Metrics.Text;

/// <summary>Harmonic mean of word precision and recall against the best target; numbers keep their form.</summary>
internal sealed class TokenF1Metric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "token_f1";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning =
        "F-measure of the words shared with the best target, ignoring case, articles and punctuation outside numbers; "
        + "0 to 1.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } =
        new(Name, HigherIsBetter: true, IsPassFail: false, Meaning, MetricRange.Unit);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output) =>
        FaultyScore.Find(sample, output, Definition, needsTarget: true, allowsEmpty: true)
        ?? new(sample.Id, Name, sample.Targets.Max(target => Compute(output.Text, target)));

    /// <summary>F-measure of one pair; where a side has no words left, 1 or 0 by the strict form, case aside.</summary>
    internal static double Compute(string prediction, string target)
    {
        string[] given = AnswerWords.Split(prediction);
        string[] expected = AnswerWords.Split(target);
        return given.Length > 0 && expected.Length > 0 ? WordOverlap.F1(given, expected)
            : string.Equals(
                AnswerText.Strict(prediction), AnswerText.Strict(target), StringComparison.OrdinalIgnoreCase) ? 1
            : 0;
    }
}
