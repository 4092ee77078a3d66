using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>Draws the tables of reports in a terminal of any width.</summary>
internal static class TerminalTable
{
    private const int Indent = 2;

    /// <summary>Writes a table with its title, what it shows and the lines below it.</summary>
    public static void Write(IAnsiConsole console, ReportTable table)
    {
        console.WriteLine();
        ReportStyles.WriteLine(console, table.Title, ReportStyles.Bold);
        if (table.Groups.Count > 0)
        {
            foreach ((int at, TableBlock block) in TableBlock.Fitting(table, console.Profile.Width - Indent).Index())
            {
                if (at > 0)
                {
                    console.WriteLine();
                }

                Write(console, table, block);
            }
        }

        if (table.Notes.Count > 0)
        {
            TerminalList.Write(console, table.Notes.Select(note => (note, Style.Plain)));
        }

        if (table.Explain(withDetails: false) is { Length: > 0 } explanation)
        {
            ReportStyles.WriteLine(console, explanation, ReportStyles.Muted);
        }
    }

    private static void Write(IAnsiConsole console, ReportTable table, TableBlock block)
    {
        Grid headings = CreateGrid(table, block);
        headings.AddRow([.. block.Columns.Select(column =>
            ReportStyles.Cell(table.Columns[column.Index].Heading, ReportStyles.Bold))]);
        console.Write(headings);
        foreach (TableGroup group in table.Groups)
        {
            if (group.Heading is { } heading)
            {
                console.Write(new Paragraph()
                    .Append(" " + VisibleText.OnOneLine(heading.Name), ReportStyles.Bold)
                    .Append(VisibleText.OnOneLine(heading.Words) + "\n", ReportStyles.Muted));
            }

            Grid rows = CreateGrid(table, block);
            foreach (IReadOnlyList<TableCell> row in group.Rows)
            {
                rows.AddRow([.. block.Columns.Select(column => Cell(row[column.Index]))]);
            }

            console.Write(rows);
        }
    }

    private static Grid CreateGrid(ReportTable table, TableBlock block)
    {
        Grid grid = new();
        foreach ((int at, (int index, int width)) in block.Columns.Index())
        {
            grid.AddColumn(new GridColumn
            {
                Width = width,
                Alignment = table.Columns[index].IsNumber ? Justify.Right : Justify.Left,
                Padding = new Padding(at == 0 ? Indent : block.Gap, 0, 0, 0),
            });
        }

        return grid;
    }

    private static Text Cell(TableCell cell) => ReportStyles.Cell(
        TableBlock.TextOf(cell), cell.Outcome is { } outcome ? ReportStyles.For(outcome) : null);
}
