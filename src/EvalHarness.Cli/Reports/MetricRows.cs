using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>Means of every metric, a column for each model; many models take several tables.</summary>
internal static class MetricRows
{
    private const int ModelsPerTable = 6;

    /// <summary>The tables, none when nothing was scored.</summary>
    public static IEnumerable<Table> Tables(Report report) =>
        report.Metrics.Count == 0 ? [] : report.Models.Chunk(ModelsPerTable).Select(models => Table(report, models));

    private static Table Table(Report report, ModelSummary[] models)
    {
        Table table = ReportStyles.Table(
            ["Metric", .. models.Select(model => ">" + VisibleText.OnOneLine(model.Name))]);
        foreach (IGrouping<string, MetricSummary> metric in report.Metrics.GroupBy(row => row.Metric))
        {
            table.AddRow(
            [
                ReportStyles.Cell(metric.Key),
                .. models.Select(model => ReportStyles.Cell(
                    ReportNumbers.Score(metric.FirstOrDefault(row => row.Model == model.Name)?.Mean))),
            ]);
        }

        return table;
    }
}
