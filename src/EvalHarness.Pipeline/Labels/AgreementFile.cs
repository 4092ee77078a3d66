using EvalHarness.Judging;
using EvalHarness.Labels;
using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.Labels;

/// <summary>Agreement of the raters of a file of labels: one row for each label, of people and of judges.</summary>
public static class AgreementFile
{
    /// <summary>Reads a file and compares everybody with everybody.</summary>
    /// <param name="path">The file.</param>
    /// <param name="format">Its form.</param>
    /// <param name="columns">Which field is what.</param>
    /// <param name="judges">Names of the raters that are judges; the others are people.</param>
    /// <param name="scale">Grades from worst to best; <c>null</c> for those that occur, sorted.</param>
    /// <param name="passFrom">Lowest grade that passes; <c>null</c> for the first above the middle.</param>
    /// <param name="level">What the grades mean; <c>null</c> for an order where there are more than two.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">
    /// The file cannot be read, a grade is not on the scale, or a rater has two grades of one item.
    /// </exception>
    public static async Task<AgreementReport> ReadAsync(
        string path,
        LabelFileFormat format,
        LabelColumns columns,
        IReadOnlyList<string> judges,
        IReadOnlyList<string>? scale,
        string? passFrom,
        MeasurementLevel? level,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(judges);
        List<FileLabel> labels = [];
        await foreach (FileLabel label in new LabelFileReader(path, format, columns).ReadAsync(cancellationToken))
        {
            if (!string.IsNullOrWhiteSpace(label.Value))
            {
                labels.Add(label);
            }
        }

        VerdictMenu menu = MenuOf(path, labels, scale);
        double pass = passFrom is null
            ? menu.Scores[(menu.Scores.Count + 1) / 2]
            : menu.ScoreOfLabel(passFrom) ?? throw new InvalidInputException(
                "--pass-from", $"\"{passFrom}\"", $"one of {string.Join(", ", menu.Grades)}");
        RatedItem[] items = Items(labels, menu, judges);
        string[] unknown = [.. judges.Except(items.SelectMany(item => item.Judges.Keys))];
        return unknown.Length > 0
            ? throw new InvalidInputException(
                "--judges", $"\"{unknown[0]}\"", "a rater of the file",
                NearestName.Suggest(unknown[0], [.. items.SelectMany(item => item.People.Keys).Distinct()]))
            : AgreementReport.From(items, menu, pass, level ?? LevelOf(menu, scale), isPair: false);
    }

    // Words that nobody has put in order have none.
    private static MeasurementLevel LevelOf(VerdictMenu menu, IReadOnlyList<string>? scale) =>
        scale is null && RatingScale.Observed(menu.Grades).Values is null
            ? MeasurementLevel.Nominal
            : RunAgreement.LevelOf(menu);

    private static VerdictMenu MenuOf(string path, List<FileLabel> labels, IReadOnlyList<string>? scale)
    {
        RatingScale found = scale is null
            ? RatingScale.Observed(labels.Select(label => label.Value.Trim()))
            : RatingScale.Given(scale) ?? throw new InvalidInputException(
                "--scale", string.Join(",", scale), "at least two grades, without duplicates");
        if (found.Labels.Count < 2 || found.Labels.Count > RaterAgreement.MostCategories)
        {
            throw new InvalidInputException(
                path, FormattableString.Invariant($"{found.Labels.Count} different grades"),
                FormattableString.Invariant($"2 to {RaterAgreement.MostCategories} grades"),
                "Name the column with the grades with --value, or the grades with --scale.");
        }

        if (found.Labels.GroupBy(grade => grade, StringComparer.OrdinalIgnoreCase)
            .FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new InvalidInputException(
                path, $"the grades {string.Join(" and ", twice)}", "one spelling of each grade");
        }

        bool isRising = found.Values is { } values && values.Zip(values.Skip(1)).All(pair => pair.First < pair.Second);
        return VerdictMenu.Create(
            found.Labels,
            isRising ? found.Values! : [.. Enumerable.Range(0, found.Labels.Count).Select(i => (double)i)]);
    }

    private static RatedItem[] Items(List<FileLabel> labels, VerdictMenu menu, IReadOnlyList<string> judges)
    {
        List<InputError> mistakes = [];
        Dictionary<(string Item, string Rater), string> seen = [];
        Dictionary<string, (string Sample, Dictionary<string, double> Scores)> items = new(StringComparer.Ordinal);
        foreach (FileLabel label in labels)
        {
            string? id = label.ItemId
                ?? (label.SampleId is null ? null : string.Join('\n', label.Task, label.SampleId, label.Model));
            if (id is null || label.Labeller is null)
            {
                mistakes.Add(new InputError(
                    label.Place, id is null ? "a label without an id" : "a label without a labeller",
                    "a sample's id and a rater's name", "Name the columns with --id and --labeller."));
            }
            else if (menu.ScoreOf(label.Value.Trim()) is not { } score)
            {
                mistakes.Add(new InputError(
                    label.Place, $"the grade \"{label.Value}\"", $"one of {string.Join(", ", menu.Grades)}"));
            }
            else if (!seen.TryAdd((id, label.Labeller), label.Place))
            {
                mistakes.Add(new InputError(
                    label.Place,
                    $"a second grade of {label.Labeller} for one item, first on {seen[(id, label.Labeller)]}",
                    "one grade of each rater for each item"));
            }
            else
            {
                items.TryAdd(id, (label.SampleId ?? id, new(StringComparer.Ordinal)));
                items[id].Scores[label.Labeller] = score;
            }
        }

        return mistakes.Count > 0 ? throw new InvalidInputException([.. mistakes.Take(100)]) :
        [
            .. items.Select(item =>
            {
                Dictionary<string, double> people = item.Value.Scores.Where(own => !judges.Contains(own.Key))
                    .ToDictionary(own => own.Key, own => own.Value, StringComparer.Ordinal);
                return new RatedItem
                {
                    Id = item.Key,
                    SampleId = item.Value.Sample,
                    People = people,
                    Grade = ItemLabels.MostGiven(people.Values),
                    Judges = item.Value.Scores.Where(own => judges.Contains(own.Key)).ToDictionary(
                        own => own.Key, own => (double?)own.Value, StringComparer.Ordinal),
                };
            }),
        ];
    }
}
