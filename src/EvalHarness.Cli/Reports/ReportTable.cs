using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>
/// A report in the terminal. It ends with the decision, above which stand the gates and why some did not pass; whoever
/// asks for everything gets models, metrics, slices and judges above these. Model text is never taken for markup or for
/// control codes.
/// </summary>
internal static class ReportTable
{
    /// <summary>Writes the report.</summary>
    /// <param name="console">Where it goes.</param>
    /// <param name="report">The report.</param>
    /// <param name="everything">All tables, rather than what the decision rests on.</param>
    public static void Write(IAnsiConsole console, Report report, bool everything)
    {
        ArgumentNullException.ThrowIfNull(console);
        ArgumentNullException.ThrowIfNull(report);
        if (everything)
        {
            WriteTables(console, report);
        }

        GateRows.Write(console, report);
        ReportNotes.WriteNotPassed(console, report);
        ReportNotes.WriteWarnings(console, report);
        WriteDecision(console, report);
        if (!everything)
        {
            WriteLine(
                console, "Models, metrics, slices and judges are in the reports, and here with --verbose.",
                ReportStyles.Muted);
        }
    }

    private static void WriteTables(IAnsiConsole console, Report report)
    {
        console.Write(ModelRows.Table(report));
        if (FidelityRows.Table(report) is { } fidelity)
        {
            console.Write(fidelity);
            WriteLine(console, FidelityRow.Explanation);
        }

        foreach (Table table in MetricRows.Tables(report))
        {
            console.Write(table);
        }

        SliceRows.Write(console, report);
        JudgeRows.Write(console, report);
        ReportNotes.WriteEvidence(console, report);
        console.WriteLine();
    }

    private static void WriteDecision(IAnsiConsole console, Report report)
    {
        string decision = DecisionWords.Key(report, report.Decision).ToUpperInvariant();
        console.WriteLine();
        console.Write(new Paragraph()
            .Append(decision, ReportStyles.Of(report.Decision))
            .Append("  " + DecisionWords.Headline(report), new Style(decoration: Decoration.Bold))
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
            WriteLine(
                console,
                "Incomplete: " + VisibleText.OnOneLine(why),
                ReportStyles.Of(ReleaseDecision.Inconclusive));
        }
    }

    private static void WriteLine(IAnsiConsole console, string text, Style? style = null)
    {
        console.Write(new Text(text, style));
        console.WriteLine();
    }
}
