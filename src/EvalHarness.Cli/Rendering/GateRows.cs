using EvalHarness.Pipeline.Reporting;
using Spectre.Console;

namespace EvalHarness.Cli.Rendering;

/// <summary>One row for each gate and candidate, grouped by metric.</summary>
internal static class GateRows
{
    /// <summary>The table.</summary>
    public static Table Table(Report report)
    {
        Table table = ReportStyles.Table(
            "Gate", "Candidate", ">Change", ">Bounds", ">Margin", ">p", "Outcome");
        foreach (IGrouping<string, GateDecision> gates in report.Gates.GroupBy(gate => gate.Metric))
        {
            string metric = gates.Key;
            string? claim = gates.Select(VerdictWords.Claim).FirstOrDefault(words => words is not null);
            metric += claim is null ? "" : $"\n{claim}";
            foreach (GateDecision gate in gates)
            {
                table.AddRow(
                    ReportStyles.Cell(metric),
                    ReportStyles.Cell(gate.Candidate),
                    ReportStyles.Cell(ReportNumbers.Difference(gate.Delta)),
                    ReportStyles.Cell(ReportNumbers.Interval(gate.Low, gate.High)),
                    ReportStyles.Cell(ReportNumbers.Difference(-gate.Margin)),
                    ReportStyles.Cell(ReportNumbers.Probability(gate.P)),
                    ReportStyles.Cell(VerdictWords.Key(gate.Outcome), ReportStyles.Of(gate.Outcome)));
                metric = "";
            }
        }

        return table;
    }
}
