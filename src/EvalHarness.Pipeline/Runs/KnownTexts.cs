using System.Globalization;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Judging;

namespace EvalHarness.Pipeline.Runs;

/// <summary>Reads the texts of known grade of one judge, and refuses those that it could not be measured by.</summary>
internal static class KnownTexts
{
    private const string CandidateField = "candidate";
    private const string BaselineField = "baseline";

    /// <summary>All texts, in the file's order.</summary>
    /// <param name="definition">The judge. Examples that it is shown are left out: it knows their grades.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">A row lacks a field, or its grade is not one of the judge's.</exception>
    public static async Task<IReadOnlyList<KnownText>> ReadAsync(
        JudgeDefinition definition, CancellationToken cancellationToken)
    {
        JudgeConfiguration judge = definition.Configuration;
        VerdictMenu menu = definition.Menu;
        if (judge.Labels is not { } labels)
        {
            return [];
        }

        bool pairs = judge.IsPairwise;
        string text = pairs ? CandidateField : judge.Output;
        IEnumerable<string> needed = pairs ? [text, BaselineField, labels.Grade] : [text, labels.Grade];
        bool isRandom = labels.Drawn == LabelDraw.Random;
        DatasetMapping mapping = new()
        {
            Id = labels.Id,

            // Several models answer one sample, so a sample of the task may have several rows.
            RepeatsIds = isRandom,
            RequiredFields = [.. (isRandom ? [labels.Id] : definition.RequiredFields).Union(needed)],
        };
        await DatasetReaders.CheckAsync(labels.Path, mapping, BadSamplePolicy.Stop, cancellationToken);
        IDatasetReader rows = DatasetReaders.Open(labels.Path, mapping, BadSamplePolicy.Stop);
        HashSet<string> shown = [.. definition.Examples.Select(example => example.Id)];
        List<KnownText> known = [];
        List<InputMistake> mistakes = [];
        await foreach (Sample row in rows.ReadAsync(cancellationToken))
        {
            if (known.Count == (labels.Limit ?? int.MaxValue))
            {
                break;
            }

            if (shown.Contains(row.Id))
            {
                continue;
            }

            string written = row.Fields[labels.Grade];
            if (GradeOf(judge, menu, written) is { } grade)
            {
                known.Add(new(row.Id, row.Fields, row.Fields[text], pairs ? row.Fields[BaselineField] : null, grade));
            }
            else
            {
                mistakes.Add(new(
                    $"{labels.Path}: {labels.Grade} of {row.Id}", $"\"{written}\"",
                    judge.Kind == JudgeKind.Qag ? "a share from 0 to 1" : $"one of {string.Join(", ", menu.Grades)}"));
            }
        }

        return mistakes.Count > 0 ? throw new InvalidInputException(mistakes)
            : known.Count > 0 ? known
            : throw new InvalidInputException(labels.Path, "no row", "at least one text of known grade");
    }

    private static double? GradeOf(JudgeConfiguration judge, VerdictMenu menu, string written) =>
        judge.Kind != JudgeKind.Qag ? menu.ScoreOf(written)
            : double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)
                && share is >= 0 and <= 1 ? share : null;
}
