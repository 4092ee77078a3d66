using EvalHarness.Fidelity;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>Where candidates surely lost, two slices each, and how divergence and loss go together.</summary>
internal static class SliceRows
{
    private const int SlicesPerCandidate = 2;

    /// <summary>Writes both tables; nothing where there is nothing to say.</summary>
    public static void Write(IAnsiConsole console, Report report)
    {
        if (SliceRow.WorstOf(report, SlicesPerCandidate) is { Count: > 0 } rows)
        {
            Table table = ReportStyles.Table(["Worst slices", "Candidate", "Slice", ">Pairs", ">Change", ">Elsewhere"]);
            foreach (SliceRow row in rows)
            {
                table.AddRow(new[]
                {
                    row.Change.Metric,
                    row.Change.Candidate,
                    $"{row.Change.Dimension} {row.Change.Value}",
                    ReportNumbers.Count(row.Change.Pairs),
                    ReportNumbers.Difference(row.Change.Change),
                    ReportNumbers.Difference(row.Change.Elsewhere),
                }.Select(cell => ReportStyles.Cell(cell)));
            }

            console.Write(table);
        }

        if (report.DivergenceLinks.Count > 0)
        {
            Table table = ReportStyles.Table(
                ["Divergence and loss", "Candidate", .. SliceRow.LinkTitles.Select(title => ">" + title)]);
            foreach (DivergenceLink link in report.DivergenceLinks)
            {
                table.AddRow(new[] { link.Metric, link.Candidate }.Concat(SliceRow.LinkCells(link))
                    .Select(cell => ReportStyles.Cell(cell)));
            }

            console.Write(table);
        }
    }
}
