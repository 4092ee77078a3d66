using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<EvalHarness.Pipeline.Reporting.Tables.MetricEvidence>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>The changes on which no gate is set; those on which one is stand with the gate, and only there.</summary>
internal static class ChangeTable
{
    /// <summary>A row for each candidate, under its metric.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        double level = report.Comparisons.Select(comparison => comparison.Confidence).FirstOrDefault(0.95);
        return ReportTable.Create(
            "Changes without a gate",
            MetricEvidence.ByMetric(report).SelectMany(metric => metric).Where(evidence => evidence.Gate is null),
            [
                Name("Candidate", evidence => evidence.Candidate),
                Number("Change", evidence => Difference(evidence.Delta)),
                Number($"{Level(level)} interval", evidence => Interval(evidence.Low, evidence.High)),
                Number("Pairs", evidence => Count(evidence.Pairs)),
            ],
            evidence => GroupHeading.ForMetric(
                evidence.Metric, evidence.IsHigherBetter ? "" : ", lower is better, so signs are turned")) with
        {
            Explanation = "Change in quality, candidate − baseline, paired by sample; positive is better.",
        };
    }
}
