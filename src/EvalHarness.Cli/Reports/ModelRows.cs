using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using EvalHarness.Runs;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>One row for each model: its decision, size, bits, perplexity, speed and memory.</summary>
internal static class ModelRows
{
    /// <summary>The table.</summary>
    public static Table Table(Report report)
    {
        Table table = ReportStyles.Table(
            "Model", "Decision", ">File", ">of base", ">Bits", ">Perplexity", ">Tokens/s", ">Peak memory");
        long? baselineBytes = report.Models.FirstOrDefault(model => model.Name == report.Baseline)?.FileBytes;
        foreach (ModelSummary model in report.Models)
        {
            table.AddRow(
                ReportStyles.Cell(model.Name),
                Decision(report, model),
                ReportStyles.Cell(ReportNumbers.Bytes(model.FileBytes)),
                ReportStyles.Cell(ReportNumbers.Percent((double?)model.FileBytes / baselineBytes)),
                ReportStyles.Cell(ReportNumbers.Bits(model.BitsPerWeight)),
                ReportStyles.Cell(ReportNumbers.Perplexity(model.Perplexity)),
                ReportStyles.Cell(ReportNumbers.Measure(model.Timings.TokensPerSecond)),
                ReportStyles.Cell(ReportNumbers.Bytes(model.Timings.PeakMemoryBytes)));
        }

        return table;
    }

    private static Text Decision(Report report, ModelSummary model) =>
        report.Candidates.FirstOrDefault(candidate => candidate.Candidate == model.Name) is { } candidate
            ? ReportStyles.Cell(DecisionWords.Plain(report, candidate.Decision), ReportStyles.Of(candidate.Decision))
            : ReportStyles.Cell(model.Name == report.Baseline ? "baseline" : "", ReportStyles.Muted);
}
