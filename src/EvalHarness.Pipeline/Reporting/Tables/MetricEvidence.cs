using EvalHarness.Gating;
using EvalHarness.Judging;
using EvalHarness.Reporting;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>
/// All that a report knows of one candidate on one metric: its comparison, the gate on it, or both. Differences are
/// changes in quality: positive is better, whatever the metric's direction.
/// </summary>
/// <param name="Candidate">The candidate model.</param>
/// <param name="Metric">Task and metric, <c>task/metric</c>.</param>
/// <param name="Comparison">The paired comparison; <c>null</c> when there was nothing to compare.</param>
/// <param name="Gate">The gate on this metric; <c>null</c> when none was set.</param>
public sealed record MetricEvidence(string Candidate, string Metric, Comparison? Comparison, GateDecision? Gate)
{
    /// <summary>Mean paired change in quality; <c>null</c> without pairs.</summary>
    public double? Delta => Gate is null ? Quality(Comparison?.Delta) : Gate.Delta;

    /// <summary>A judge's change as labelled grades correct it; <c>null</c> where there is none.</summary>
    public CorrectedScore? Corrected { get; init; }

    /// <summary>Lower end of the two-sided interval of the change in quality, corrected where the gate is.</summary>
    public double? Low => IsCorrected ? Corrected?.Low : Quality(IsHigherBetter ? Comparison?.Low : Comparison?.High);

    /// <summary>Upper end of the two-sided interval of the change in quality, corrected where the gate is.</summary>
    public double? High => IsCorrected ? Corrected?.High : Quality(IsHigherBetter ? Comparison?.High : Comparison?.Low);

    /// <summary>The gate decides on people's labels rather than on the judge's difference.</summary>
    public bool IsCorrected => Gate?.By == GradeSource.People;

    /// <summary>Direction of the metric; <c>true</c> when unknown.</summary>
    public bool IsHigherBetter => Comparison?.HigherIsBetter ?? true;

    /// <summary>Paired samples.</summary>
    public int Pairs => Gate?.Pairs ?? Comparison?.Pairs ?? 0;

    /// <summary>
    /// The evidence of a report by metric: gated metrics first, each with its candidates in the report's order.
    /// A metric with several gates has one piece of evidence for each.
    /// </summary>
    public static IReadOnlyList<IGrouping<string, MetricEvidence>> ByMetric(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        ILookup<(string, string), GateDecision> gates = report.Gates.ToLookup(gate => (gate.Candidate, gate.Metric));
        Dictionary<(string, string), Comparison> comparisons = [];
        foreach (Comparison comparison in report.Comparisons)
        {
            comparisons.TryAdd((comparison.Candidate, comparison.Metric), comparison);
        }

        Dictionary<(string, string), CorrectedScore> corrected = [];
        foreach (JudgeSummary judge in report.Judges)
        {
            foreach (CorrectedScore score in judge.Corrected.Where(row => row.Quantity == CorrectedQuantity.Difference))
            {
                corrected.TryAdd((score.Model, judge.Metric), score);
            }
        }

        List<MetricEvidence> evidence = [];
        foreach (string metric in Metrics(report))
        {
            foreach (string candidate in report.Candidates.Select(candidate => candidate.Candidate))
            {
                Comparison? comparison = comparisons.GetValueOrDefault((candidate, metric));
                foreach (GateDecision? gate in gates[(candidate, metric)].DefaultIfEmpty<GateDecision?>(null))
                {
                    if (gate is not null || comparison is not null)
                    {
                        evidence.Add(new(candidate, metric, comparison, gate)
                        {
                            Corrected = corrected.GetValueOrDefault((candidate, metric)),
                        });
                    }
                }
            }
        }

        return [.. evidence.GroupBy(piece => piece.Metric, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Metrics(Report report) => report.Gates.Select(gate => gate.Metric)
        .Concat(report.Comparisons.Select(comparison => comparison.Metric))
        .Distinct(StringComparer.Ordinal);

    private double? Quality(double? difference) => IsHigherBetter ? difference : -difference;
}
