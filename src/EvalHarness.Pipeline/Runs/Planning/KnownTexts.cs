using System.Globalization;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Judging;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Reads the labelled texts of one judge, and refuses those that it could not be measured by.</summary>
internal static class KnownTexts
{
    private const string CandidateField = "candidate";
    private const string BaselineField = "baseline";
    private const string ModelField = "model";

    // As R and pandas write a missing value.
    private static readonly string[] s_missing = ["", "NA", "NaN", "nan"];

    /// <summary>All texts, in the file's order.</summary>
    /// <param name="definition">The judge. Examples that it is shown are left out: it knows their grades.</param>
    /// <param name="copies">Keeps what the file holds now.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">A row lacks a field, or its grade is not one of the judge's.</exception>
    public static async Task<IReadOnlyList<KnownText>> ReadAsync(
        JudgeDefinition definition, DatasetCopies copies, CancellationToken cancellationToken)
    {
        JudgeConfiguration judge = definition.Configuration;
        VerdictMenu menu = definition.Menu;
        if (judge.Labels is not { } labels)
        {
            return [];
        }

        bool pairs = judge.IsPairwise;
        string text = pairs ? CandidateField : judge.Output;
        bool isRandom = labels.Drawn != LabelDraw.ByClass;
        IEnumerable<string> needed = labels.Drawn == LabelDraw.Pairs ? [labels.Grade]
            : pairs ? [text, BaselineField, labels.Grade]
            : [text, labels.Grade];
        DatasetMapping mapping = new()
        {
            Id = labels.Id,

            // Several models answer one sample, so a sample of the task may have several rows.
            RepeatsIds = isRandom,
            RequiredFields = [.. (isRandom ? [labels.Id] : definition.RequiredFields).Union(needed)],
        };
        await DatasetReaders.CheckAsync(labels.Path, mapping, BadSamplePolicy.Stop, copies, cancellationToken);
        IDatasetReader rows = DatasetReaders.OpenChecked(labels.Path, mapping, BadSamplePolicy.Stop, copies);
        HashSet<string> shown = [.. definition.Examples.Select(example => example.Id)];
        List<KnownText> known = [];
        List<InputError> mistakes = [];
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
            if (s_missing.Contains(written.Trim()))
            {
                continue;
            }

            if (GradeOf(judge, menu, written) is not { } grade)
            {
                mistakes.Add(new(
                    $"{labels.Path}: {labels.Grade} of {row.Id}", $"\"{written}\"",
                    judge.Kind == JudgeKind.Qag ? "a share from 0 to 1" : $"one of {string.Join(", ", menu.Grades)}"));
                continue;
            }

            // A label of an output names the model, or shows the text.
            string? model = labels.Drawn == LabelDraw.Pairs && row.Fields.TryGetValue(ModelField, out string? named)
                && named.Length > 0 ? named : null;
            KnownText found = new(
                row.Id,
                row.Fields,
                row.Fields.GetValueOrDefault(text, ""),
                pairs ? row.Fields.GetValueOrDefault(BaselineField, "") : null,
                grade,
                model);
            if (model is null && !row.Fields.ContainsKey(text))
            {
                mistakes.Add(new(
                    $"{labels.Path}: {row.Id}", $"neither \"{text}\" nor \"{ModelField}\"",
                    "the labelled output or the name of the model that wrote it"));
            }
            else if (isRandom && known.Find(label => label.Id == found.Id && label.Place == found.Place) is { } other
                && other.Grade != grade)
            {
                mistakes.Add(new(
                    $"{labels.Path}: {labels.Grade} of {row.Id}", "two grades of one output", "one grade",
                    "Keep the grade that the labellers agree on."));
            }
            else
            {
                known.Add(found);
            }
        }

        return mistakes.Count > 0 ? throw new InvalidInputException(mistakes)
            : known.Count > 0 ? known
            : throw new InvalidInputException(labels.Path, "no row", "at least one labelled text");
    }

    private static double? GradeOf(JudgeConfiguration judge, VerdictMenu menu, string written) =>
        judge.Kind != JudgeKind.Qag ? menu.ScoreOfLabel(written)
            : double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out double share)
                && share is >= 0 and <= 1 ? share : null;
}
