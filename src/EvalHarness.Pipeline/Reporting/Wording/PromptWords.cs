using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>The prompts of first samples, for a reader who checks what the models were asked.</summary>
internal static class PromptWords
{
    /// <summary>Title of the section.</summary>
    public const string Title = "Prompts as the models are given them";

    /// <summary>What the section shows.</summary>
    public const string Explanation =
        "The first sample of each task, with the special tokens that the chat template writes.";

    /// <summary>Whose prompt it is; untrusted.</summary>
    public static string Heading(PromptExample prompt)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return $"{prompt.Task}, sample {prompt.SampleId}, as {string.Join(", ", prompt.Models)} "
            + (prompt.Models.Count == 1 ? "reads it" : "read it")
            + (prompt.TemplateSha256 is { } hash
                ? $" (chat template {hash[..Math.Min(12, hash.Length)]})"
                : " (plain text, no chat template)");
    }

    /// <summary>Its text, untrusted, with a note where it is cut.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="longest">Most characters to show.</param>
    public static string Text(PromptExample prompt, int longest)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        string shown = prompt.Beginning(longest);
        return shown.Length == prompt.Length
            ? shown
            : $"{shown}\n[… {ReportNumbers.Count(prompt.Length - shown.Length)} more characters]";
    }
}
