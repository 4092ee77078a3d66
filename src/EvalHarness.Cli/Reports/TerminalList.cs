using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>Lines with a mark before each, the first few of them.</summary>
internal static class TerminalList
{
    private const int Longest = 8;

    /// <summary>Writes a title and the lines; nothing when there are none.</summary>
    public static void Write(IAnsiConsole console, string title, IReadOnlyList<(string Text, Style Style)> lines)
    {
        if (lines.Count == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine(title, ReportStyles.Bold);
        Write(console, lines.Take(Longest));
        if (lines.Count > Longest)
        {
            console.WriteLine($"  and {lines.Count - Longest} more in the report", ReportStyles.Muted);
        }
    }

    /// <summary>Writes lines without a title.</summary>
    public static void Write(IAnsiConsole console, IEnumerable<(string Text, Style Style)> lines)
    {
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 1, 0)).AddColumn(new GridColumn());
        foreach ((string text, Style style) in lines)
        {
            grid.AddRow(new Text("•", style), ReportStyles.Cell(text));
        }

        console.Write(grid);
    }
}
