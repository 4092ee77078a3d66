using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Web.Drawing;

/// <summary>How one candidate stands on one gated metric, run by run, in margins.</summary>
/// <param name="Metric">Task and metric.</param>
/// <param name="Candidate">The candidate.</param>
/// <param name="Gates">Its gate in each run that has one, the oldest run first; at least two.</param>
internal sealed record TrendPanel(
    string Metric, string Candidate, IReadOnlyList<(string Run, GateDecision Gate)> Gates)
{
    private const double Widest = 2;

    /// <summary>The trends of some reports of one evaluation; those of two runs or more.</summary>
    /// <param name="reports">Newest first.</param>
    public static IReadOnlyList<TrendPanel> From(IEnumerable<Report> reports) =>
    [
        .. reports.Reverse()
            .SelectMany(report => report.Gates
                .Where(gate => !gate.IsCounted && gate.Delta is not null)
                .Select(gate => (Run: report.Run.Id, Gate: gate)))
            .GroupBy(entry => (entry.Gate.Metric, entry.Gate.Candidate))
            .Where(trend => trend.Count() > 1)
            .Select(trend => new TrendPanel(trend.Key.Metric, trend.Key.Candidate, [.. trend])),
    ];

    /// <summary>The newest gate.</summary>
    public GateDecision Last => Gates[^1].Gate;

    /// <summary>Where a run stands from the left.</summary>
    public string Left(int index) => Percent((index + 0.5) / Gates.Count);

    /// <summary>Where a change in margins stands from the top; beyond two margins at the edge.</summary>
    public static string Top(double margins) =>
        Percent(0.5 - (Math.Clamp(margins, -Widest, Widest) / Widest * 0.44));

    /// <summary>A gate's change in margins.</summary>
    public static double Margins(GateDecision gate) => (gate.Delta ?? 0) / gate.Margin;

    /// <summary>The picture in words.</summary>
    public string Describe() => string.Join("; ", Gates.Select(entry =>
        $"{entry.Run}: {ReportNumbers.Difference(entry.Gate.Delta)}, {DecisionWords.Key(entry.Gate.Outcome)}"));

    private static string Percent(double share) => FormattableString.Invariant($"{share * 100:0.##}%");
}
