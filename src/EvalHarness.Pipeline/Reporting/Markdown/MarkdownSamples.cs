using EvalHarness.Reporting;
using static EvalHarness.Pipeline.Reporting.Markdown.MarkdownText;
using static EvalHarness.Pipeline.Reporting.Wording.ReportNumbers;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>The samples on which candidates lost most, each folded away.</summary>
internal static class MarkdownSamples
{
    // A job summary holds one mebibyte: long texts are cut, and report.json has them whole.
    private const int LongestText = 2000;

    /// <summary>Appends the samples; nothing when there are none.</summary>
    public static void Write(MarkdownDocument document, IReadOnlyList<WorstSample> samples)
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
