using EvalHarness.Statistics;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Agreement of the raters of a file.</summary>
public static class AgreementFileScorer
{
    // The interval of α is a bootstrap; one seed makes the same file give the same answer.
    private const long Seed = 1;

    /// <summary>Reads and scores one file.</summary>
    /// <param name="path">CSV or TSV file with a header.</param>
    /// <param name="idColumn">Column of unique item ids.</param>
    /// <param name="raters">Columns of ratings; an empty cell is a missing rating.</param>
    /// <param name="weights">Weights of κ.</param>
    /// <param name="level">Meaning of the ratings for α.</param>
    /// <param name="scale">Categories from lowest to highest; <c>null</c> for those that occur, sorted.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">The file or an option is wrong.</exception>
    public static RaterAgreement Score(
        string path,
        string idColumn,
        IReadOnlyList<string> raters,
        KappaWeights weights,
        MeasurementLevel level,
        IReadOnlyList<string>? scale,
        CancellationToken cancellationToken)
    {
        RatingScale? given = scale is null
            ? null
            : RatingScale.Given(scale) ?? throw new InvalidInputException(
                "--scale", string.Join(",", scale), "at least one category, without duplicates");
        RatingTable table =
            WithoutWordsForGaps(RatingTableReader.Read(path, idColumn, raters, cancellationToken), given);
        RatingScale found = given
            ?? RatingScale.Observed(table.Rows.SelectMany(row => row.Cells).OfType<string>());
        ThrowUnlessOrdered(found, weights, level);
        ThrowUnlessOnScale(table, found, level);
        int?[][] ratings =
        [
            .. Enumerable.Range(0, raters.Count).Select(rater => table.Rows
                .Select(row => row.Cells[rater] is { } cell ? found.IndexOf(cell) : null)
                .ToArray()),
        ];
        return RaterAgreement.From(ratings, found, weights, level, new SeededRandom(Seed));
    }

    // A gap that R or pandas wrote is no category, unless the scale says that it is one.
    private static RatingTable WithoutWordsForGaps(RatingTable table, RatingScale? given)
    {
        bool[] isNumbers = [.. table.Raters.Select((_, rater) =>
            MissingRating.AreNumbers(table.Rows.Select(row => row.Cells[rater]).OfType<string>()))];
        return table with
        {
            Rows = [.. table.Rows.Select(row => row with
            {
                Cells = [.. row.Cells.Select((cell, rater) => cell is not null && given?.IndexOf(cell) is null
                    && MissingRating.IsMissing(cell, isNumbers[rater]) ? null : cell)],
            })],
        };
    }

    private static void ThrowUnlessOrdered(RatingScale scale, KappaWeights weights, MeasurementLevel level)
    {
        if (!scale.IsGiven && scale.Values is null
            && (weights != KappaWeights.Unweighted || level == MeasurementLevel.Ordinal))
        {
            string option = weights != KappaWeights.Unweighted ? "--weights" : "--level";
            string value = option == "--weights" ? $"{weights}" : $"{level}";
            throw new InvalidInputException(
                $"{option} {value.ToLowerInvariant()}",
                $"the categories {string.Join(", ", scale.Labels.Take(10))}, which have no order",
                "numbers, or the order of the categories",
                "List the categories from lowest to highest: --scale low,medium,high.");
        }
    }

    private static void ThrowUnlessOnScale(RatingTable table, RatingScale scale, MeasurementLevel level)
    {
        bool needsNumbers = level is MeasurementLevel.Interval or MeasurementLevel.Ratio;
        string expected = needsNumbers && scale.Values is null
            ? $"a number, which --level {level.ToString().ToLowerInvariant()} needs"
            : level is MeasurementLevel.Ratio && scale.Values!.Any(value => value < 0)
                ? "a number of at least 0, which --level ratio needs"
                : $"one of {string.Join(", ", scale.Labels)}";
        InputError[] mistakes =
        [
            .. from row in table.Rows
               from rater in Enumerable.Range(0, table.Raters.Count)
               let cell = row.Cells[rater]
               where cell is not null && !IsUsable(cell, scale, level)
               select new InputError(
                   $"{table.Path}:{row.Line}", $"\"{cell}\" in column \"{table.Raters[rater]}\"", expected),
        ];
        if (mistakes.Length > 0)
        {
            throw new InvalidInputException(mistakes);
        }

        if (needsNumbers && scale.Values is null)
        {
            throw new InvalidInputException("--scale", string.Join(",", scale.Labels), expected);
        }
    }

    private static bool IsUsable(string cell, RatingScale scale, MeasurementLevel level)
    {
        if (scale.IndexOf(cell) is not { } index)
        {
            return false;
        }

        return level switch
        {
            MeasurementLevel.Nominal or MeasurementLevel.Ordinal => true,
            MeasurementLevel.Ratio => (scale.Values?[index] ?? Number(cell)) >= 0,
            _ => scale.Values is not null || Number(cell) is not null,
        };
    }

    private static double? Number(string cell) => RatingScale.Observed([cell]).Values?[0];
}
