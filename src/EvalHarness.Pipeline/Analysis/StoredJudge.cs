using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Analysis;

/// <summary>A judge whose stored verdicts a report shows.</summary>
/// <param name="Name">Name in the configuration.</param>
/// <param name="Id">Hash by which its verdicts are found.</param>
/// <param name="Layer">Layer from 1.</param>
/// <param name="Configuration">Its section.</param>
/// <param name="Menu">Its grades.</param>
/// <param name="Judging">Share, seed and layers.</param>
/// <param name="Price">What its model's tokens cost; <c>null</c> when unknown.</param>
internal sealed record StoredJudge(
    string Name,
    string Id,
    int Layer,
    JudgeConfiguration Configuration,
    VerdictMenu Menu,
    JudgingConfiguration Judging,
    PriceConfiguration? Price)
{
    /// <summary>It compares a candidate's output with the baseline's.</summary>
    public bool IsPairwise => Configuration.IsPairwise;

    /// <summary>Its score as a metric.</summary>
    public MetricDefinition Metric => new(
        $"judge:{Name}",
        HigherIsBetter: true,
        IsPassFail: false,
        Configuration.Kind switch
        {
            JudgeKind.Pairwise => "Net preference of a judge for the candidate, −1 to 1; 0 for the baseline.",
            JudgeKind.Qag => "Share of the claims that the source bears out, 0–1, by a judge.",
            _ => FormattableString.Invariant($"Grade by a judge, {Menu.Grades[0]}–{Menu.Grades[^1]}."),
        },
        Configuration.Kind switch
        {
            JudgeKind.Pairwise => new MetricRange(-1, 1),
            JudgeKind.Qag => MetricRange.Unit,
            _ => new MetricRange(Menu.Scores[0], Menu.Scores[^1]),
        });

    /// <summary>What people are asked who label the outputs that it judges.</summary>
    public LabelQuestion Question => Configuration.Question;

    /// <summary>Its worst score.</summary>
    public double Worst => Metric.Range!.Floor;

    /// <summary>Its best score.</summary>
    public double Best => Metric.Range!.Ceiling;

    /// <summary>The largest drop that it can show: of a preference, from a tie to the baseline's.</summary>
    public double LargestDrop => IsPairwise ? -Worst : Best - Worst;

    /// <summary>What its score is and how it is read off.</summary>
    public string Instrument => Configuration.Kind.ToString().ToLowerInvariant()
        + (Configuration.Score == JudgeScoring.Weighted ? ", weighted by probability" : "")
        + (Configuration.Repeats > 1 ? FormattableString.Invariant($", mean of {Configuration.Repeats} repeats") : "")
        + (Layer > 1 ? ", after review" : "");
}
