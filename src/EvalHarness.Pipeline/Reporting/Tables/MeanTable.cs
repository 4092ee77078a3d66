using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Tables.Column<
    System.Linq.IGrouping<string, EvalHarness.Reporting.MetricSummary>>;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Tables;

/// <summary>Mean of every metric over the outputs of every model.</summary>
internal static class MeanTable
{
    /// <summary>A row for each metric, a column for each model.</summary>
    public static ReportTable From(Report report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return ReportTable.Create(
            "Mean scores",
            report.Metrics.GroupBy(mean => mean.Metric, StringComparer.Ordinal)
                .Where(metric => metric.Any(mean => IsOfBaseline(report, mean))),
            [
                Metric("Metric", metric => metric.Key),
                .. report.Models.Select(model => Model(
                    model.Name, metric => Score(metric.FirstOrDefault(mean => mean.Model == model.Name)?.Mean))),
            ]) with
        {
            Explanation = "Of each model's own outputs that have a score. A change is measured on pairs of outputs, so "
                + "the difference of two means is not the change where scores are missing or a judge saw a sample.",
        };
    }

    // What judges of pairs score is a change already, and stands with the changes.
    private static bool IsOfBaseline(Report report, MetricSummary mean) => mean.Scored + mean.Unscored > 0
        && report.Candidates.All(candidate => candidate.Candidate != mean.Model);
}
