namespace EvalHarness.Statistics;

/// <summary>Everything that is usually said of the agreement of two or more raters on the same items.</summary>
public sealed record RaterAgreement
{
    /// <summary>Distinct categories above which ratings are measurements and a confusion matrix says nothing.</summary>
    public const int MostCategories = 1_000;

    /// <summary>Items with at least two ratings; all figures rest on these.</summary>
    public required int Items { get; init; }

    /// <summary>Share of pairs of ratings of one item that agree, 0–1; <c>null</c> without pairs.</summary>
    public double? PercentAgreement { get; init; }

    /// <summary>κ of two raters; <c>null</c> for more, undefined or over <see cref="MostCategories"/>.</summary>
    public WeightedKappa? Kappa { get; init; }

    /// <summary>95 % interval of κ.</summary>
    public Interval? KappaInterval { get; init; }

    /// <summary>
    /// Mean of κ over all pairs of raters (Light, 1971); <c>null</c> where that of a pair is undefined, or with over
    /// <see cref="MostCategories"/>.
    /// </summary>
    public double? PairwiseKappa { get; init; }

    /// <summary>Fleiss' κ and Gwet's AC1 and AC2; without values over <see cref="MostCategories"/>.</summary>
    public ChanceAgreement Chance { get; init; } = new();

    /// <summary>Krippendorff's α; <c>null</c> where undefined.</summary>
    public double? Alpha { get; init; }

    /// <summary>95 % bootstrap interval of α over items.</summary>
    public Interval? AlphaInterval { get; init; }

    /// <summary>Pearson's r of two raters; <c>null</c> where ratings are not numbers.</summary>
    public double? Pearson { get; init; }

    /// <summary>Spearman's ρ of two raters; <c>null</c> where ratings have no known order.</summary>
    public double? Spearman { get; init; }

    /// <summary>Kendall's τ-b of two raters; <c>null</c> where ratings have no known order.</summary>
    public double? KendallTauB { get; init; }

    /// <summary>Categories of the rows and columns of <see cref="Confusion"/>.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Counts of two raters, rows the first; <c>null</c> for more.</summary>
    public ConfusionMatrix? Confusion { get; init; }

    /// <summary>Computes all of it.</summary>
    /// <param name="ratings">Per rater, a position on the scale per item in one order; <c>null</c> is a gap.</param>
    /// <param name="scale">The scale; interval and ratio levels need its numbers.</param>
    /// <param name="weights">Weights of κ.</param>
    /// <param name="level">Meaning of the ratings for α.</param>
    /// <param name="random">Seeded source of α's interval.</param>
    public static RaterAgreement From(
        IReadOnlyList<int?[]> ratings, RatingScale scale, KappaWeights weights, MeasurementLevel level, Random random)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(scale);
        double?[][] values = [.. ratings.Select(rater => rater.Select(i => Value(i, scale, level)).ToArray())];
        (long agreeing, long pairs, int items) = CountPairs(ratings);
        RaterAgreement common = new()
        {
            Items = items,
            PercentAgreement = pairs == 0 ? null : (double)agreeing / pairs,
            Alpha = KrippendorffAlpha.From(values, level),
            AlphaInterval = KrippendorffAlpha.Interval(values, level, random),
            Labels = scale.Labels,
        };
        if (scale.Labels.Count is > 0 and <= MostCategories)
        {
            common = common with
            {
                Chance = ChanceAgreement.From(ratings, scale, weights),
                PairwiseKappa = MeanKappa(ratings, scale, weights),
            };
        }

        return ratings.Count == 2 ? common.WithTwo(ratings[0], ratings[1], scale, weights) : common;
    }

    private RaterAgreement WithTwo(int?[] first, int?[] second, RatingScale scale, KappaWeights weights)
    {
        int[] both = [.. Enumerable.Range(0, first.Length).Where(i => first[i] is not null && second[i] is not null)];
        int[] rows = [.. both.Select(i => first[i]!.Value)];
        int[] columns = [.. both.Select(i => second[i]!.Value)];
        ConfusionMatrix? matrix = scale.Labels.Count is > 0 and <= MostCategories
            ? ConfusionMatrix.From(rows, columns, scale.Labels.Count)
            : null;
        WeightedKappa? kappa = matrix is null ? null : WeightedKappa.From(matrix, weights);
        double[]? x = Ordered(rows, scale);
        double[]? y = Ordered(columns, scale);
        return this with
        {
            Confusion = matrix,
            Kappa = kappa,
            KappaInterval = kappa?.Interval(),
            Pearson = scale.Values is null ? null : Correlation.Pearson(x, y),
            Spearman = x is null ? null : Correlation.Spearman(x, y),
            KendallTauB = x is null ? null : Correlation.KendallTauB(x, y),
        };
    }

    private static double? MeanKappa(IReadOnlyList<int?[]> ratings, RatingScale scale, KappaWeights weights)
    {
        double sum = 0;
        for (int i = 1; i < ratings.Count; i++)
        {
            for (int j = 0; j < i; j++)
            {
                (int First, int Second)[] both =
                [
                    .. ratings[j].Zip(ratings[i])
                        .Where(pair => pair.First is not null && pair.Second is not null)
                        .Select(pair => (pair.First!.Value, pair.Second!.Value)),
                ];
                ConfusionMatrix matrix = ConfusionMatrix.From(
                    [.. both.Select(pair => pair.First)], [.. both.Select(pair => pair.Second)], scale.Labels.Count);
                if (WeightedKappa.From(matrix, weights) is not { } kappa)
                {
                    return null;
                }

                sum += kappa.Kappa;
            }
        }

        return ratings.Count < 2 ? null : sum / (ratings.Count * (ratings.Count - 1) / 2);
    }

    // Names and ranks are told apart by their position on the scale; only their order matters.
    private static double? Value(int? index, RatingScale scale, MeasurementLevel level) => level switch
    {
        _ when index is null => null,
        MeasurementLevel.Nominal or MeasurementLevel.Ordinal => index,
        _ => scale.Values?[index.Value]
            ?? throw new ArgumentException($"{level} ratings are numbers.", nameof(scale)),
    };

    private static double[]? Ordered(int[] indices, RatingScale scale) => scale switch
    {
        { Values: { } values } => [.. indices.Select(i => values[i])],
        { IsGiven: true } => [.. indices.Select(i => (double)i)],
        _ => null,
    };

    private static (long Agreeing, long Pairs, int Items) CountPairs(IReadOnlyList<int?[]> ratings)
    {
        (long agreeing, long pairs, int items) = (0, 0, 0);
        for (int item = 0; item < ratings[0].Length; item++)
        {
            int[] given = [.. ratings.Select(rater => rater[item]).OfType<int>()];
            items += given.Length >= 2 ? 1 : 0;
            pairs += (long)given.Length * (given.Length - 1) / 2;
            agreeing += given.GroupBy(rating => rating).Sum(same => (long)same.Count() * (same.Count() - 1) / 2);
        }

        return (agreeing, pairs, items);
    }
}
