using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting;
using Spectre.Console;

namespace EvalHarness.Cli.Rendering;

/// <summary>
/// A report in the terminal: the verdict, then size and speed, gates, metrics, judges and what a reader must know.
/// Readable in 100 columns; model text is never taken for markup or for control codes.
/// </summary>
internal static class ReportTable
{
    /// <summary>Writes the whole report.</summary>
    public static void Write(IAnsiConsole console, Report report)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        WriteVerdict(console, report);
        console.Write(ModelRows.Table(report));
        if (FidelityRows.Table(report) is { } fidelity)
        {
            console.Write(fidelity);
            WriteLine(console, FidelityRow.Explanation);
        }

        if (report.Gates.Count > 0)
        {
            console.Write(GateRows.Table(report));
            WriteLine(console, "Change in quality, candidate − baseline, paired by sample; bounds are one-sided.");
        }

        foreach (Table table in MetricRows.Tables(report))
        {
            console.Write(table);
        }

        SliceRows.Write(console, report);
        JudgeRows.Write(console, report);
        ReportNotes.Write(console, report);
    }

    private static void WriteVerdict(IAnsiConsole console, Report report)
    {
        string verdict = VerdictWords.Key(report, report.Verdict).ToUpperInvariant();
        console.WriteLine();
        console.Write(new Paragraph()
            .Append(verdict, ReportStyles.Of(report.Verdict))
            .Append("  " + VerdictWords.Headline(report), new Style(decoration: Decoration.Bold))
            .Append("\n"));
        WriteLine(console, VisibleText.OnOneLine(report.Summary));
        if (Frontier.Of(report).Sentence is { } sentence)
        {
            WriteLine(console, VisibleText.OnOneLine(sentence));
        }

        foreach (string note in SearchWords.Notes(report))
        {
            WriteLine(console, VisibleText.OnOneLine(note));
        }

        if (report.Incomplete is { } why)
        {
            WriteLine(console, "Incomplete: " + VisibleText.OnOneLine(why), ReportStyles.Of(ShipVerdict.Inconclusive));
        }
    }

    private static void WriteLine(IAnsiConsole console, string text, Style? style = null)
    {
        console.Write(new Text(text, style));
        console.WriteLine();
    }
}
