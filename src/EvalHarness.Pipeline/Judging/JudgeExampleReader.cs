using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Prompts;

namespace EvalHarness.Pipeline.Judging;

/// <summary>Reads judged outputs from a dataset file; a row has the prompt's variables, a verdict, reasons.</summary>
internal static class JudgeExampleReader
{
    private const string Verdict = "verdict";
    private const string Reasoning = "reasoning";

    /// <summary>The first examples of the file.</summary>
    /// <exception cref="InvalidInputException">A row lacks a field, or its verdict is not on the menu.</exception>
    public static async Task<IReadOnlyList<JudgeExample>> ReadAsync(
        JudgeExamplesConfiguration examples,
        JudgeConfiguration judge,
        PromptTemplate prompt,
        DatasetCopies? copies,
        CancellationToken cancellationToken)
    {
        VerdictMenu menu = judge.Kind == JudgeKind.Pairwise
            ? VerdictMenu.Sides
            : new JudgeDefinition { Name = "", Configuration = judge, Prompt = prompt }.Menu;
        string[] given =
            [JudgePrompt.NonceVariable, JudgeInstructions.ChainOfThoughtVariable, JudgeInstructions.GuideVariable];
        DatasetMapping mapping = new()
        {
            RequiredFields =
            [
                .. prompt.RequiredVariables.Except(given),
                Verdict,
                .. judge.ChainOfThought ? [Reasoning] : (string[])[],
            ],
        };
        string name = Path.GetFileName(examples.File);
        List<JudgeExample> read = [];
        await foreach (Sample sample in DatasetReaders.Open(examples.File, mapping, BadSamplePolicy.Stop, copies)
            .ReadAsync(cancellationToken))
        {
            read.Add(Example(name, sample, menu));
            if (read.Count == examples.Count)
            {
                break;
            }
        }

        return read.Count > 0 && read.Count >= (examples.Count ?? 1)
            ? read
            : throw new InvalidInputException(
                name, FormattableString.Invariant($"{read.Count} examples"),
                FormattableString.Invariant($"at least {examples.Count ?? 1}"));
    }

    private static JudgeExample Example(string file, Sample sample, VerdictMenu menu)
    {
        string verdict = sample.Fields[Verdict].Trim();
        return menu.ScoreOfLabel(verdict) is { } score
            ? new JudgeExample(
                sample.Id,
                sample.Group,
                sample.Fields,
                menu.Grades[menu.Scores.Index().First(grade => grade.Item == score).Index],
                sample.Fields.GetValueOrDefault(Reasoning, ""))
            : throw new InvalidInputException(
                $"{file}, example {sample.Id}", $"the verdict \"{verdict}\"",
                $"one of {string.Join(", ", menu.Grades)}");
    }
}
