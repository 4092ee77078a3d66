using EvalHarness.Gating;
using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Markdown.MarkdownText;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>Sizes, speeds and mean metrics of every model as Markdown tables.</summary>
internal static class MarkdownModels
{
    /// <summary>Appends both tables.</summary>
    public static void Write(MarkdownDocument document, Report report)
    {
        WriteModels(document, report);
        WriteFrontier(document, report);
        WriteFidelity(document, report);
        WriteMetrics(document, report);
    }

    private static void WriteFrontier(MarkdownDocument document, Report report)
    {
        if (report.Candidates.Count == 0 || report.Question == ReportQuestion.Change)
        {
            return;
        }

        document.Block("### Frontier");
        document.Block(FrontierRow.Explanation);
        document.Table(
            ["candidate", .. FrontierRow.Titles.Select(title => ">" + title), "worst gate", "dominated by"],
            FrontierRow.AllOf(Frontier.Of(report)).Select(row => (string[])
            [
                Code(row.Point.Candidate),
                .. row.Cells,
                row.Point.Worst is { } worst ? Code(worst.Metric) : Inline(row.Point.Reason ?? Missing),
                row.Point.DominatedBy is { } other ? Code(other) : Missing,
            ]));
    }

    private static void WriteFidelity(MarkdownDocument document, Report report)
    {
        if (FidelityRow.AllOf(report) is not { Count: > 0 } rows)
        {
            return;
        }

        document.Block("### Fidelity");
        document.Block(FidelityRow.Explanation);
        document.Table(
            ["candidate", .. FidelityRow.Titles.Select(title => ">" + title)],
            rows.Select(row => (string[])[Code(row.Candidate), .. row.Cells]));
        string[] notes = [.. rows.Where(row => (row.Reason ?? row.Greedy) is not null)
            .Select(row => $"- {Code(row.Candidate)}: {Inline((row.Reason ?? row.Greedy)!)}")];
        if (notes.Length > 0)
        {
            document.Block(notes);
        }

        if (ConfidenceRow.AllOf(report) is { Count: > 0 } confidence)
        {
            document.Block(ConfidenceRow.Explanation);
            document.Table(
                ["baseline's first choice", .. ConfidenceRow.Candidates(report).Select(name => ">" + Code(name))],
                confidence.Select(row => (string[])[row.Confidence, .. row.Cells]));
        }
    }

    private static void WriteModels(MarkdownDocument document, Report report)
    {
        document.Block("### Size and speed");
        document.Table(
            [
                "model", ">file", ">bits per weight", ">perplexity", ">tokens/s", ">first token, ms", ">ms/token",
                ">peak memory", ">outputs", ">errors",
            ],
            report.Models.Select(model => (string[])
            [
                Code(model.Name), Bytes(model.FileBytes), Bits(model.BitsPerWeight), Perplexity(model.Perplexity),
                Measure(model.Timings.TokensPerSecond), Measure(model.Timings.TimeToFirstTokenMsP50),
                Measure(model.Timings.MsPerTokenP50), Bytes(model.Timings.PeakMemoryBytes),
                Count(model.Outputs), Count(model.Errors),
            ]));
    }

    private static void WriteMetrics(MarkdownDocument document, Report report)
    {
        if (report.Metrics.Count == 0)
        {
            return;
        }

        document.Block("### Metrics");
        document.Table(
            ["metric", .. report.Models.Select(model => ">" + Code(model.Name))],
            report.Metrics.GroupBy(row => row.Metric, StringComparer.Ordinal).Select(metric => (string[])
            [
                Code(metric.Key),
                .. report.Models.Select(model => Cell(metric.FirstOrDefault(row => row.Model == model.Name))),
            ]));
    }

    private static string Cell(MetricSummary? metric) => metric switch
    {
        null => Missing,
        { Unscored: > 0 } => $"{Score(metric.Mean)} ({Count(metric.Unscored)} unscored)",
        _ => Score(metric.Mean),
    };
}
