using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;

namespace EvalHarness.Web.Drawing;

/// <summary>One metric's paired differences of every candidate on a common axis, with the gate's margin.</summary>
public sealed class ForestPanel
{
    private ForestPanel(string metric, IReadOnlyList<MetricEvidence> rows)
    {
        (Metric, Rows) = (metric, rows);
        GateDecision[] gates = [.. rows.Where(row => row.Gate is not null).Select(row => row.Gate!)];
        double[] margins = [.. gates.Select(gate => gate.Margin).Where(double.IsFinite).Distinct()];
        Margin = margins.Length == 1 ? margins[0] : null;
        IsGated = gates.Length > 0;
        Confidence = gates.Select(gate => (double?)gate.Confidence).FirstOrDefault();
        IEnumerable<double?> values = rows.SelectMany(row =>
            (double?[])[row.Delta, row.Low, row.High, row.Gate?.Low, row.Gate?.High]);
        Scale = margins.Length == 0
            ? AxisScale.Covering(values, mostTicks: 4)
            : AxisScale.Covering(values, margins.Max());
    }

    /// <summary>Task and metric, <c>task/metric</c>.</summary>
    public string Metric { get; }

    /// <summary>One piece of evidence for each candidate and gate.</summary>
    public IReadOnlyList<MetricEvidence> Rows { get; }

    /// <summary>The axis, in the metric's own unit, right is better.</summary>
    public AxisScale Scale { get; }

    /// <summary>The margin all gates of this metric share; <c>null</c> without gates or when they differ.</summary>
    public double? Margin { get; }

    /// <summary>One-sided level of the gates' bounds; <c>null</c> without gates.</summary>
    public double? Confidence { get; }

    /// <summary>A gate is set on this metric.</summary>
    public bool IsGated { get; }

    /// <summary>Something lies beyond an end of the axis and is drawn as an arrow.</summary>
    public bool HasArrows => Rows.Any(row => row.Delta is { } delta && Scale.Beyond(delta) != 0);

    /// <summary>Direction of the metric; differences are turned so that right is better.</summary>
    public bool IsHigherBetter => Rows.All(row => row.IsHigherBetter);

    /// <summary>Whose grades the gates speak of; <c>null</c> where that is no question.</summary>
    public string? Claim => DecisionWords.Claim(Rows.Select(row => row.Gate).OfType<GateDecision>());

    /// <summary>
    /// Every panel of a report, gated metrics first; gates that count outputs have no change to draw.
    /// </summary>
    public static IReadOnlyList<ForestPanel> From(Report report) =>
        [.. MetricEvidence.ByMetric(report).Where(metric => metric.Any(row => row.Gate is not { IsCounted: true }))
            .Select(metric => new ForestPanel(metric.Key, [.. metric]))];

    /// <summary>A row in words, for those who do not see the picture.</summary>
    public static string Describe(MetricEvidence row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Delta is not { } delta || !double.IsFinite(delta))
        {
            return "No paired difference.";
        }

        string text = $"Change in quality {ReportNumbers.Difference(delta)}";
        if (row.Comparison is { } comparison && row.Low is not null)
        {
            text += $", {ReportNumbers.Level(comparison.Confidence)} interval " +
                ReportNumbers.Interval(row.Low, row.High);
        }

        return row.Gate is not { } gate
            ? text + "."
            : $"{text}. One-sided {ReportNumbers.Level(gate.Confidence)} bounds " +
                $"{ReportNumbers.Interval(gate.Low, gate.High)} against the margin " +
                $"{ReportNumbers.Difference(-gate.Margin)}: {DecisionWords.Key(gate.Outcome)}.";
    }
}
