using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>Colours of decisions and outcomes, and cells that never read text as markup.</summary>
internal static class ReportStyles
{
    /// <summary>Titles and headings.</summary>
    public static Style Bold { get; } = new(decoration: Decoration.Bold);

    /// <summary>What matters less.</summary>
    public static Style Muted { get; } = new(Color.Grey);

    /// <summary>Colour of a decision.</summary>
    public static Style For(ReleaseDecision decision) => decision switch
    {
        ReleaseDecision.Ship => new(Color.Green, decoration: Decoration.Bold),
        ReleaseDecision.Hold => new(Color.Red, decoration: Decoration.Bold),
        _ => new(Color.Yellow, decoration: Decoration.Bold),
    };

    /// <summary>Colour of a gate's outcome.</summary>
    public static Style For(GateOutcome outcome) => outcome switch
    {
        GateOutcome.Pass => new(Color.Green),
        GateOutcome.Fail => new(Color.Red),
        _ => new(Color.Yellow),
    };

    /// <summary>A table without frame; a header that starts with <c>&gt;</c> aligns its column to the right.</summary>
    public static Table Table(params IEnumerable<string> header)
    {
        Table table = new() { Border = TableBorder.Simple, BorderStyle = Muted };
        foreach (string name in header)
        {
            TableColumn column = new(new Text(name.TrimStart('>'), Bold));
            column.PadLeft(0).PadRight(1);
            table.AddColumn(name.StartsWith('>') ? column.RightAligned().NoWrap() : column);
        }

        return table;
    }

    /// <summary>A cell of untrusted text on one line.</summary>
    public static Text Cell(string text, Style? style = null) => new(VisibleText.OnOneLine(text), style);

    /// <summary>Writes untrusted text as a paragraph, wrapped where the terminal ends.</summary>
    public static void WriteLine(IAnsiConsole console, string text, Style? style = null)
    {
        console.Write(Cell(text, style));
        console.WriteLine();
    }
}
