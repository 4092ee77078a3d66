using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Markdown.MarkdownText;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>What a reader unfolds: worst samples, what was not scored or skipped, and where it came from.</summary>
internal static class MarkdownDetails
{
    // A job summary holds one mebibyte: long texts are cut, and report.json has them whole.
    private const int LongestText = 2000;

    /// <summary>Appends every part that has something to say.</summary>
    public static void Write(MarkdownDocument document, Report report)
    {
        WriteWorstSamples(document, report.WorstSamples);
        if (report.Warnings.Count > 0)
        {
            document.Block("### Warnings");
            document.Block(report.Warnings.Select(warning => $"- {Inline(warning)}"));
        }

        if (report.Outputs.Count > 0)
        {
            document.Block("### Outputs");
            document.Block(OutputWords.Explanation);
            document.Table(
                ["model", "task", .. OutputWords.Titles.Select(title => ">" + title)],
                report.Outputs.Select(row => (string[])[Code(row.Model), Code(row.Task), .. OutputWords.Cells(row)]));
        }

        if (report.Unscored.Count > 0)
        {
            document.Block("### Unscored");
            document.Table(["model", "metric", ">count", "reason"], report.Unscored.Select(row => (string[])
                [Code(row.Model), Code(row.Metric), Count(row.Count), Inline(row.Reason)]));
        }

        if (report.SkippedRows.Count > 0)
        {
            document.Block("### Skipped rows");
            document.Block(report.SkippedRows.Select(mistake => $"- {Inline(mistake.ToString())}"));
        }

        document.Block("<details><summary>Provenance</summary>");
        document.Table(["what", "value"], Provenance.Of(report).Select(line => (string[])
            [Inline(line.Name), Code(line.Value)]));
        document.Block("</details>");
    }

    private static void WriteWorstSamples(MarkdownDocument document, IReadOnlyList<WorstSample> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        document.Block("### Worst samples");
        foreach (WorstSample sample in samples)
        {
            document.Block(
                $"<details><summary>{HtmlCode(sample.SampleId)} {HtmlCode(sample.Candidate)} " +
                $"{HtmlCode(sample.Metric)}: {Score(sample.BaselineScore)} → {Score(sample.CandidateScore)}</summary>");
            if (sample.Scores.Count > 0)
            {
                document.Block(string.Join(" · ", sample.Scores.Select(score =>
                    $"{Code(score.Metric)} {Score(score.Baseline)} → {Score(score.Candidate)}")));
            }

            WriteText(document, "Prompt", sample.Prompt);
            if (sample.Target is not null)
            {
                WriteText(document, "Target", sample.Target);
            }

            WriteText(document, "Baseline", sample.BaselineText);
            WriteText(document, "Candidate", sample.CandidateText);
            document.Block("</details>");
        }
    }

    private static void WriteText(MarkdownDocument document, string title, string content)
    {
        string shown = content.Length <= LongestText ? content : content[..LongestText] + "…";
        document.Block($"{title}:", "", MarkdownText.Block(shown));
    }
}
