using EvalHarness.Cli.Rendering;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>The judges below the metrics: health and warnings, corrected changes, layers, the human queue.</summary>
internal static class JudgeRows
{
    private static readonly Style s_bold = new(decoration: Decoration.Bold);

    /// <summary>Writes the block, nothing when nothing was judged.</summary>
    public static void Write(IAnsiConsole console, Report report)
    {
        if (report.Judges.Count + report.JudgingLayers.Count + report.HumanQueue.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine("Judges", s_bold);
        console.Write(Health(report.Judges));
        WriteCorrected(console, report.Judges);

        if (report.JudgingLayers.Count > 0)
        {
            console.Write(Layers(report.JudgingLayers));
        }

        foreach (JudgeVersions versions in report.JudgeVersions)
        {
            console.Write(new Text(Terminal.Printable(JudgeWords.Versions(versions)) + ".\n"));
        }

        if (report.HumanQueue.Count > 0)
        {
            console.WriteLine(
                $"{ReportNumbers.Count(report.HumanQueue.Count)} outputs wait for a person: the master judge could not "
                + "decide.");
        }
    }

    private static Grid Health(IReadOnlyList<JudgeSummary> judges)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 1, 0)).AddColumn(new GridColumn());
        foreach (JudgeSummary judge in judges)
        {
            grid.AddRow(new Text("•"), ReportStyles.Cell("judge " + JudgeWords.Health(judge)));
        }

        return grid;
    }

    // A judge of which nothing could be corrected takes one line that says why.
    private static void WriteCorrected(IAnsiConsole console, IReadOnlyList<JudgeSummary> judges)
    {
        JudgeSummary[] corrected = [.. judges.Where(judge => Differences(judge).Any(row => row.Estimate is not null))];
        if (corrected.Length > 0)
        {
            console.Write(Corrected(corrected));
        }

        foreach (JudgeSummary judge in judges.Except(corrected).Where(judge => Differences(judge).Any()))
        {
            string why = string.Join("; ", Differences(judge).Select(row => row.Method).Distinct());
            console.Write(ReportStyles.Cell($"{judge.Metric} is not corrected: {why}.", ReportStyles.Muted));
            console.WriteLine();
        }
    }

    private static Table Corrected(IReadOnlyList<JudgeSummary> judges)
    {
        Table table = ReportStyles.Table("Judged change", "Candidate", ">Raw", ">Corrected", ">95 % interval");
        foreach (JudgeSummary judge in judges)
        {
            string metric = judge.Metric;
            foreach (CorrectedScore score in Differences(judge))
            {
                table.AddRow(
                    ReportStyles.Cell(metric),
                    ReportStyles.Cell(score.Model),
                    ReportStyles.Cell(CorrectedWords.Raw(score)),
                    ReportStyles.Cell(CorrectedWords.Estimate(score)),
                    ReportStyles.Cell(CorrectedWords.Interval(score)));
                metric = "";
            }
        }

        return table;
    }

    private static Table Layers(IReadOnlyList<LayerQuality> layers)
    {
        Table table = ReportStyles.Table(
            "Judging", ">Layer", "Judges", ">Bad found", ">Failed are bad", ">Left open", ">Calls");
        foreach (IGrouping<string, LayerQuality> task in layers.GroupBy(layer => layer.Task, StringComparer.Ordinal))
        {
            string name = task.Key;
            foreach (LayerQuality layer in task)
            {
                table.AddRow(
                    ReportStyles.Cell(name),
                    ReportStyles.Cell(ReportNumbers.Count(layer.Layer)),
                    ReportStyles.Cell(string.Join(", ", layer.Judges)),
                    ReportStyles.Cell(ReportNumbers.Share(layer.Recall)),
                    ReportStyles.Cell(ReportNumbers.Share(layer.Precision)),
                    ReportStyles.Cell($"{ReportNumbers.Count(layer.Unscored)} of {ReportNumbers.Count(layer.Labels)}"),
                    ReportStyles.Cell(ReportNumbers.Count(layer.Calls)));
                name = "";
            }
        }

        return table;
    }

    private static IEnumerable<CorrectedScore> Differences(JudgeSummary judge) =>
        judge.Corrected.Where(score => score.Quantity == CorrectedQuantity.Difference);
}
