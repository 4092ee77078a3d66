using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Reporting;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>One row for each candidate that was compared token by token.</summary>
internal static class FidelityRows
{
    /// <summary>The table; <c>null</c> when no comparison was asked for.</summary>
    public static Table? Table(Report report)
    {
        IReadOnlyList<FidelityRow> rows = FidelityRow.AllOf(report);
        if (rows.Count == 0)
        {
            return null;
        }

        Table table = ReportStyles.Table(["Fidelity", .. FidelityRow.Titles.Select(title => ">" + title)]);
        foreach (FidelityRow row in rows)
        {
            table.AddRow([ReportStyles.Cell(row.Candidate), .. row.Cells.Select(cell => ReportStyles.Cell(cell))]);
        }

        return table;
    }
}
