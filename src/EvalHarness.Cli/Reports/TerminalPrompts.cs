using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Runs;
using Spectre.Console;

namespace EvalHarness.Cli.Reports;

/// <summary>The first prompt of each task as the models are given it.</summary>
internal static class TerminalPrompts
{
    private const int LongestText = 1000;

    /// <summary>Writes the prompts; nothing when there are none.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<PromptExample>? prompts)
    {
        if (prompts is not { Count: > 0 })
        {
            return;
        }

        console.WriteLine();
        console.WriteLine(PromptWords.Title, ReportStyles.Bold);
        foreach (PromptExample prompt in prompts)
        {
            ReportStyles.WriteLine(console, PromptWords.Heading(prompt), ReportStyles.Muted);
            foreach (string line in VisibleText.From(PromptWords.Text(prompt, LongestText)).Split('\n'))
            {
                ReportStyles.WriteLine(console, "  " + line);
            }
        }
    }
}
