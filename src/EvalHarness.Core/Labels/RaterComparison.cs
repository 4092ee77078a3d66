using EvalHarness.Judging;
using EvalHarness.Statistics;

namespace EvalHarness.Labels;

/// <summary>How well one rater agrees with another on the same items.</summary>
public sealed record RaterComparison
{
    // Of the bootstrap of α; one seed makes the same ratings give the same interval.
    private const long Seed = 1;

    private RaterComparison()
    {
    }

    /// <summary>Who is taken to be right: people together, or one labeller.</summary>
    public required string First { get; init; }

    /// <summary>Who is compared: a judge, or another labeller.</summary>
    public required string Second { get; init; }

    /// <summary>Items that both rated.</summary>
    public int Items => Agreement.Items;

    /// <summary>Items that the first rated and the second was asked about without a score.</summary>
    public required int Unscored { get; init; }

    /// <summary>κ by <see cref="Weights"/>, α, correlations and the confusion matrix (rows: the first).</summary>
    public required RaterAgreement Agreement { get; init; }

    /// <summary>Weights of the κ that fits the scale: quadratic for grades with an order.</summary>
    public required KappaWeights Weights { get; init; }

    /// <summary>Items on which both chose the same grade; <c>null</c> without items.</summary>
    public required Proportion? Same { get; init; }

    /// <summary>Items on which both pass or both fail; <c>null</c> without items.</summary>
    public required Proportion? SameOutcome { get; init; }

    /// <summary>Of the items that the first passes, those that the second passes; <c>null</c> without any.</summary>
    public required Proportion? TruePositives { get; init; }

    /// <summary>Of the items that the first fails, those that the second fails; <c>null</c> without any.</summary>
    public required Proportion? TrueNegatives { get; init; }

    /// <summary>κ with each kind of weights; <c>null</c> where it is not defined.</summary>
    public WeightedKappa? Kappa(KappaWeights weights) =>
        Agreement.Confusion is { } matrix ? WeightedKappa.From(matrix, weights) : null;

    /// <summary>Compares two raters.</summary>
    /// <param name="first">Who is taken to be right.</param>
    /// <param name="second">Who is compared.</param>
    /// <param name="ratings">Both scores of each item; the second's is <c>null</c> where it gave none.</param>
    /// <param name="menu">The grades; a score between grades counts as the nearest.</param>
    /// <param name="passFrom">Lowest score that passes.</param>
    /// <param name="level">What the grades mean: names, or an order.</param>
    public static RaterComparison From(
        string first,
        string second,
        IReadOnlyList<(double First, double? Second)> ratings,
        VerdictMenu menu,
        double passFrom,
        MeasurementLevel level)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        ArgumentNullException.ThrowIfNull(menu);
        (double First, double Second)[] both =
        [
            .. ratings.Where(rating => rating.Second is not null)
                .Select(rating => (rating.First, rating.Second!.Value)),
        ];
        KappaWeights weights = level == MeasurementLevel.Nominal ? KappaWeights.Unweighted : KappaWeights.Quadratic;
        return new RaterComparison
        {
            First = first,
            Second = second,
            Unscored = ratings.Count - both.Length,
            Weights = weights,
            Agreement = RaterAgreement.From(
                [
                    [.. both.Select(rating => (int?)menu.PlaceNearestTo(rating.First))],
                    [.. both.Select(rating => (int?)menu.PlaceNearestTo(rating.Second))],
                ],
                RatingScale.Given(menu.Grades)!,
                weights,
                level,
                new SeededRandom(Seed)),
            Same = Proportion.From(
                both, rating => menu.PlaceNearestTo(rating.First) == menu.PlaceNearestTo(rating.Second)),
            SameOutcome = Proportion.From(both, rating => rating.First >= passFrom == rating.Second >= passFrom),
            TruePositives = Proportion.From(
                both.Where(rating => rating.First >= passFrom), rating => rating.Second >= passFrom),
            TrueNegatives = Proportion.From(
                both.Where(rating => rating.First < passFrom), rating => rating.Second < passFrom),
        };
    }
}
