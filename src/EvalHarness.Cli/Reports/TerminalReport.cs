using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>
/// A report in the terminal. It ends with the decision, above which stand the gates and why some did not pass; whoever
/// asks for everything gets all other tables above these. Model text is never taken for markup or for control codes.
/// </summary>
internal static class TerminalReport
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
            WriteEvidence(console, report);
        }

        TerminalTable.Write(console, GateTable.From(report));
        TerminalList.Write(console, "Not passed", [.. report.Gates
            .Where(gate => gate.Outcome != GateOutcome.Pass)
            .Select(gate => ($"{gate.Candidate}, {gate.Metric}: {gate.Reason}", ReportStyles.For(gate.Outcome)))]);
        TerminalList.Write(console, "Warnings", [.. WarningWords.From(report)
            .Select(warning => (warning, ReportStyles.For(GateOutcome.Inconclusive)))]);
        WriteDecision(console, report);
        if (!everything)
        {
            ReportStyles.WriteLine(
                console, "Models, metrics, slices and judges are in the reports, and here with --verbose.",
                ReportStyles.Muted);
        }
    }

    private static void WriteEvidence(IAnsiConsole console, Report report)
    {
        foreach (ReportTable table in ReportTables.Evidence(report).Where(table => !table.IsFolded))
        {
            TerminalTable.Write(console, table);
        }

        if (report.HumanQueue.Count > 0)
        {
            console.WriteLine();
            ReportStyles.WriteLine(
                console, HumanQueueTable.From(report).Title + ": the last layer of judges could not decide.");
        }

        TerminalList.Write(console, "Skipped rows", [.. report.SkippedRows.Select(mistake =>
            (mistake.ToString(), Style.Plain))]);
        TerminalPrompts.Write(console, report.Manifest.RenderedPrompts);
        if (report.Candidates.Count > 0)
        {
            TerminalTable.Write(console, DecisionTable.From(report));
        }
    }

    private static void WriteDecision(IAnsiConsole console, Report report)
    {
        string decision = DecisionWords.Key(report, report.Decision).ToUpperInvariant();
        console.WriteLine();
        console.Write(new Paragraph()
            .Append(decision, ReportStyles.For(report.Decision))
            .Append("  " + DecisionWords.Headline(report), new Style(decoration: Decoration.Bold))
            .Append("\n"));
        ReportStyles.WriteLine(console, report.Summary);
        if (Frontier.From(report).Sentence is { } sentence)
        {
            ReportStyles.WriteLine(console, sentence);
        }

        foreach (string note in SearchWords.Notes(report))
        {
            ReportStyles.WriteLine(console, note);
        }

        if (report.Incomplete is { } why)
        {
            ReportStyles.WriteLine(console, "Incomplete: " + why, ReportStyles.For(ReleaseDecision.Inconclusive));
        }
    }
}
