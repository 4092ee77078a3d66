using EvalHarness.Pipeline.Reporting.Tables;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Markdown.MarkdownText;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>Where candidates lost, in tables.</summary>
internal static class MarkdownSlices
{
    private const int SlicesPerCandidate = 5;

    /// <summary>Appends the worst slices, and how divergence and loss go together.</summary>
    public static void Write(MarkdownDocument document, Report report)
    {
        if (SliceRow.WorstOf(report, SlicesPerCandidate) is { Count: > 0 } rows)
        {
            document.Block("### Worst slices");
            document.Block(SliceRow.Explanation);
            document.Table(
                ["candidate", "metric", "slice", .. SliceRow.Titles.Select(title => ">" + title), "judges"],
                rows.Select(row => (string[])
                [
                    Code(row.Change.Candidate),
                    Code(row.Change.Metric),
                    $"{Inline(row.Change.Dimension)}: {Code(row.Change.Value)}",
                    .. row.Cells.Select(Inline),
                    row.Judges.Count == 0 ? ReportNumbers.Missing : Inline(string.Join(", ", row.Judges)),
                ]));
        }

        if (report.DivergenceLinks.Count > 0)
        {
            document.Block("### Divergence and loss");
            document.Block(SliceRow.LinkExplanation);
            document.Table(
                ["metric", "candidate", .. SliceRow.LinkTitles.Select(title => ">" + title)],
                report.DivergenceLinks.Select(link => (string[])
                    [Code(link.Metric), Code(link.Candidate), .. SliceRow.LinkCells(link)]));
        }
    }
}
