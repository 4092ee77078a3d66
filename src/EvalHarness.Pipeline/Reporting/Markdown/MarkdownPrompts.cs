using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Runs;
using static EvalHarness.Pipeline.Reporting.Markdown.MarkdownText;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>The first prompt of each task as the models are given it, folded away.</summary>
internal static class MarkdownPrompts
{
    // A job summary holds one mebibyte, and there may be many models and tasks.
    private const int LongestText = 2000;

    /// <summary>Appends the prompts; nothing when there are none.</summary>
    public static void Write(MarkdownDocument document, IReadOnlyList<PromptExample>? prompts)
    {
        if (prompts is not { Count: > 0 })
        {
            return;
        }

        document.Block($"<details><summary>{Html(PromptWords.Title)}</summary>");
        document.Block(Inline(PromptWords.Explanation));
        foreach (PromptExample prompt in prompts)
        {
            document.Block(
                Inline(PromptWords.Heading(prompt)) + ":",
                "",
                MarkdownText.Block(PromptWords.Text(prompt, LongestText)));
        }

        document.Block("</details>");
    }
}
