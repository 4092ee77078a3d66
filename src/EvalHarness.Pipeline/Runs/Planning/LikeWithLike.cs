using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Finds candidates that are not asked what the baseline is asked, or that read it in other tokens: their differences
/// are then not those of the weights.
/// </summary>
internal static class LikeWithLike
{
    private const string Label = "label the result with run --force.";

    /// <summary>What keeps candidates from being compared; empty when nothing does.</summary>
    /// <param name="file">The configuration's file.</param>
    /// <param name="baseline">The baseline.</param>
    /// <param name="candidates">The candidates.</param>
    /// <param name="examples">The first prompts of all tasks.</param>
    public static IEnumerable<InputError> Find(
        string file, PlannedModel baseline, IEnumerable<PlannedModel> candidates, IReadOnlyList<PromptExample> examples)
    {
        foreach (PlannedModel candidate in candidates)
        {
            string place = $"{file}: $.models.{candidate.Name}";
            if (baseline.Identity.Prompts?.TokenizerSha256 is { } tokens
                && candidate.Identity.Prompts?.TokenizerSha256 is { } others && tokens != others)
            {
                yield return new(
                    place, $"{candidate.Name} has another tokenizer than the baseline {baseline.Name}",
                    Fix: $"Compare models with the same tokenizer, or {Label}");
            }

            if (baseline.Identity.Prompts is null && candidate.Identity.Prompts is null
                && baseline.Identity.CompletesPlainText != candidate.Identity.CompletesPlainText)
            {
                yield return new(
                    place,
                    $"{candidate.Name} is asked in {(candidate.Identity.CompletesPlainText ? "plain text" : "chats")}, "
                        + $"and the baseline {baseline.Name} is not",
                    Fix: $"Set \"chat\": false for both or for neither, or {Label}");
            }

            string[] tasks =
            [
                .. from example in examples
                   where example.Models.Contains(candidate.Name)
                   join before in examples on example.Task equals before.Task
                   where before.Models.Contains(baseline.Name) && !AreAlike(before, example)
                   select example.Task,
            ];
            if (tasks.Length > 0)
            {
                yield return new(
                    place,
                    $"{candidate.Name} has another chat template than the baseline {baseline.Name}, so they are asked "
                        + $"different prompts in {string.Join(", ", tasks)}",
                    Fix: $"Set one \"chatTemplate\" for the task, or {Label}");
            }
        }
    }

    // The begin token may have another name, as long as the prompts are the same.
    private static bool AreAlike(PromptExample before, PromptExample after) =>
        before.TemplateSha256 == after.TemplateSha256 && before.Text == after.Text && before.Length == after.Length;
}
