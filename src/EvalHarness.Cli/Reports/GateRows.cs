using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>
/// The gates, a heading for each rule and a line for each candidate below it. Fits 60 columns: what does not fit beside
/// bounds and outcome is left to the reports.
/// </summary>
internal static class GateRows
{
    private const int LongestName = 28;
    private static readonly Style s_bold = new(decoration: Decoration.Bold);

    /// <summary>Writes the gates, nothing when there are none.</summary>
    public static void Write(IAnsiConsole console, Report report)
    {
        if (report.Gates.Count == 0)
        {
            return;
        }

        GateColumn[] columns = Fitting(console.Profile.Width, report);
        console.WriteLine();
        WriteLine(console, columns, column => (column.Title, s_bold));
        foreach (IGrouping<string, GateDecision> rule in report.Gates.GroupBy(gate => gate.Metric))
        {
            console.Write(new Paragraph()
                .Append(" " + VisibleText.OnOneLine(rule.Key), s_bold)
                .Append(VisibleText.OnOneLine(Rule([.. rule])), ReportStyles.Muted)
                .Append("\n"));
            foreach (GateDecision gate in rule)
            {
                WriteLine(console, columns, column => (VisibleText.OnOneLine(column.Text(gate)), column.Style(gate)));
            }
        }

        console.Write(ReportStyles.Cell(
            "Change in quality, candidate − baseline, paired by sample; bounds are one-sided.", ReportStyles.Muted));
        console.WriteLine();
    }

    private static string Rule(GateDecision[] gates) =>
        gates[0].IsCounted
            ? $", at most {ReportNumbers.Percent(gates[0].Margin)} of one kind"
            : $", may drop by {ReportNumbers.Score(gates[0].Margin)}"
                + (DecisionWords.Claim(gates) is { } claim ? $", {claim}" : "");

    private static GateColumn[] Fitting(int width, Report report)
    {
        GateColumn[] all =
        [
            new("Candidate", Importance: 0, IsNumber: false, gate => gate.Candidate),
            new("Change", Importance: 1, IsNumber: true, gate => ReportNumbers.Difference(gate.Delta)),
            new("Bounds", Importance: 0, IsNumber: true, gate => ReportNumbers.Interval(gate.Low, gate.High)),
            new("p", Importance: 2, IsNumber: true, gate => ReportNumbers.Probability(gate.P)),
            new("Outcome", Importance: 0, IsNumber: false, gate => DecisionWords.Key(gate.Outcome)),
        ];
        List<GateColumn> kept = [.. all.Select(column => column.SizedFor(report.Gates, LongestName))];
        while (kept.Sum(column => column.Width + 2) + 1 > width
            && kept.Max(column => column.Importance) is > 0 and var least)
        {
            kept.RemoveAll(column => column.Importance == least);
        }

        return [.. kept];
    }

    private static void WriteLine(
        IAnsiConsole console, GateColumn[] columns, Func<GateColumn, (string Text, Style Style)> cell)
    {
        Paragraph line = new();
        line.Append(" ");
        foreach (GateColumn column in columns)
        {
            (string text, Style style) = cell(column);
            string space = new(' ', Math.Max(0, column.Width - text.Length));
            line.Append("  ").Append(column.IsNumber ? space + text : text, style);
            line.Append(column.IsNumber || column == columns[^1] ? "" : space);
        }

        console.Write(line.Append("\n"));
    }
}
