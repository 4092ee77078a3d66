using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>What stands below the tables: why gates did not pass, and what was not scored or skipped.</summary>
internal static class ReportNotes
{
    private const int LinesPerKind = 8;

    /// <summary>Why gates did not pass; nothing when all did.</summary>
    public static void WriteNotPassed(IAnsiConsole console, Report report) =>
        WriteLines(console, "Not passed", [.. report.Gates
            .Where(gate => gate.Outcome != GateOutcome.Pass)
            .Select(gate => ($"{gate.Candidate}, {gate.Metric}: {gate.Reason}",
                ReportStyles.Of(gate.Outcome)))]);

    /// <summary>What a reader must not miss; nothing when there is none.</summary>
    public static void WriteWarnings(IAnsiConsole console, Report report) =>
        WriteLines(console, "Warnings", [.. report.Warnings
            .Concat(report.Judges.Select(JudgeWords.Warning).OfType<string>())
            .Concat(LayerAdvice.Of(report.JudgingLayers))
            .Select(warning => (warning, ReportStyles.Of(GateOutcome.Inconclusive)))]);

    /// <summary>What was not compared, not answered, not scored or skipped.</summary>
    public static void WriteEvidence(IAnsiConsole console, Report report)
    {
        WriteLines(console, "Not compared token by token", [.. FidelityRow.AllOf(report)
            .Where(row => row.Reason is not null)
            .Select(row => ($"{row.Candidate}: {row.Reason}", Style.Plain))]);
        WriteLines(console, "Rows may differ by processor and batch", [.. report.Models
            .Where(model => model.VariesByProcessor)
            .Select(model => ($"{model.Name}, answered by {model.Provider}", Style.Plain))]);
        WriteLines(console, "Outputs", [.. Outputs(report).Select(line => (line, Style.Plain))]);
        WriteLines(console, "Unscored", [.. report.Unscored.Select(row =>
            ($"{row.Model}, {row.Metric}: {ReportNumbers.Count(row.Count)} × {row.Reason}", Style.Plain))]);
        WriteLines(console, "Skipped rows", [.. report.SkippedRows.Select(mistake =>
            (mistake.ToString(), Style.Plain))]);
    }

    private static IEnumerable<string> Outputs(Report report)
    {
        OutputCounts[] faulty = [.. report.Outputs.Where(counts => !counts.AreAllAnswers)];
        int whole = report.Outputs.Where(counts => counts.AreAllAnswers).Sum(counts => counts.Outputs);
        return faulty.Select(counts => $"{counts.Model}, {counts.Task}: {OutputWords.Describe(counts)}")
            .Concat(whole == 0 ? []
                : [$"{(faulty.Length > 0 ? "elsewhere: " : "")}{ReportNumbers.Count(whole)} outputs, "
                    + "all whole answers"]);
    }

    private static void WriteLines(IAnsiConsole console, string title, (string Text, Style Style)[] lines)
    {
        if (lines.Length == 0)
        {
            return;
        }

        console.WriteLine();
        console.WriteLine(title, new Style(decoration: Decoration.Bold));
        Grid grid = new Grid().AddColumn(new GridColumn().NoWrap().Padding(2, 0, 1, 0)).AddColumn(new GridColumn());
        foreach ((string text, Style style) in lines.Take(LinesPerKind))
        {
            grid.AddRow(new Text("•", style), ReportStyles.Cell(text));
        }

        console.Write(grid);
        if (lines.Length > LinesPerKind)
        {
            console.WriteLine($"  and {lines.Length - LinesPerKind} more in the report", ReportStyles.Muted);
        }
    }
}
