using System.Text.Json;
using EvalHarness.Labels;
using EvalHarness.Pipeline.Labels;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// A labelled run whose judge calls every answer good; with another prompt the same model finds the wrong ones.
/// </summary>
internal static class PromptTrials
{
    private const int Samples = 60;

    /// <summary>Runs it, draws, and labels everything in the queue.</summary>
    /// <param name="split">Which samples are sealed; <c>null</c> for the usual parts.</param>
    /// <param name="delayMs">How long the judge takes for an answer to the other prompt.</param>
    public static async Task<LabelledEvaluation> LabelAsync(LabelSplit? split = null, int delayMs = 0)
    {
        LabelledEvaluation labelled = await LabelledEvaluation.RunAsync(
            Samples, i => i % 2 == 0,
            evaluation =>
            {
                evaluation.Evaluation.Configuration["judging"]!["fraction"] = 1;
                File.WriteAllLines(
                    evaluation.Evaluation.Combine("critic.jsonl"),
                    [
                        Line("Strict: nothing", 1, delayMs), Line("Strict:", 5, delayMs), Line("", 5, 0),
                    ]);
            });
        await labelled.DrawAsync(1, split ?? LabelSplit.Usual);
        foreach (QueueEntry entry in (await labelled.QueueAsync()).Entries)
        {
            await labelled.LabelAsync(entry.Item, entry.Item.Model == "worse" ? 1 : 5);
        }

        return labelled;

        static string Line(string contains, int grade, int delay) => JsonSerializer.Serialize(
            new { contains, answer = JudgedEvaluation.Grade(grade), delay_ms = delay });
    }

    /// <summary>The other prompt.</summary>
    public static string Strict(LabelledEvaluation labelled) =>
        File.ReadAllText(labelled.Evaluation.Evaluation.Combine("judge.yaml"))
            .Replace("Answer:", "Strict:", StringComparison.Ordinal);
}
