using EvalHarness.Statistics;

namespace EvalHarness.Judging;

/// <summary>How reliable a judge is: its agreement with labelled grades of the same outputs.</summary>
public sealed record JudgeReliability
{
    // Of the bootstrap and of the permutations; the data decide, so one for all judges.
    private const long Seed = 1;

    private const double Alpha = 0.05;

    // The least part of the distance of two grades that must be left between their means.
    private const double SmallestStep = 0.5;

    private readonly Lazy<double?> _kappaLow;

    private JudgeReliability(ConfusionMatrix matrix)
    {
        Matrix = matrix;
        _kappaLow = new(() => KappaBound.Lower(matrix, KappaWeights.Quadratic, Seed));
    }

    /// <summary>Items with a labelled grade, unscored ones included.</summary>
    public required int Items { get; init; }

    /// <summary>Labelled grade (rows) by the judge's grade (columns), worst first, of the items with both.</summary>
    public ConfusionMatrix Matrix { get; }

    /// <summary>Quadratically weighted κ; <c>null</c> where it is not defined.</summary>
    public WeightedKappa? Kappa => WeightedKappa.From(Matrix, KappaWeights.Quadratic);

    /// <summary>Lower bound of <see cref="Kappa"/> with 95 % confidence, see <see cref="KappaBound"/>.</summary>
    public double? KappaLow => _kappaLow.Value;

    /// <summary>What the judge makes of the texts of each labelled grade, worst grade first.</summary>
    public required IReadOnlyList<GradeBias> Biases { get; init; }

    /// <summary>
    /// p-value of "it does not tell the best labelled grade from the next"; <c>null</c> with fewer than two grades.
    /// </summary>
    public required double? TopGradesP { get; init; }

    /// <summary>Share of the labelled passes that the judge passes; <c>null</c> without any.</summary>
    public required Proportion? TruePositives { get; init; }

    /// <summary>Share of the labelled fails that the judge fails; <c>null</c> without any.</summary>
    public required Proportion? TrueNegatives { get; init; }

    /// <summary>Items without a verdict, by reason; abstentions are not among them.</summary>
    public required IReadOnlyDictionary<JudgingFailure, int> Failures { get; init; }

    /// <summary>Items of which the judge abstained.</summary>
    public required int Abstentions { get; init; }

    /// <summary>Calls made.</summary>
    public required int Calls { get; init; }

    /// <summary>Tokens read and written; <c>null</c> where the provider does not say.</summary>
    public required long? Tokens { get; init; }

    /// <summary>Share of the items without a verdict, abstentions apart; <c>null</c> without items.</summary>
    public double? FailureRate => Items == 0 ? null : (double)Failures.Values.Sum() / Items;

    /// <summary>Compares verdicts with labelled grades.</summary>
    /// <param name="items">Known score and verdict of each item, paired by the caller by id.</param>
    /// <param name="menu">Grades of the judge; a known score lies on it.</param>
    /// <param name="passFrom">Lowest score that is a pass.</param>
    /// <exception cref="ArgumentException">A labelled score is not on the menu.</exception>
    public static JudgeReliability From(
        IReadOnlyList<(double Known, Verdict Verdict)> items, VerdictMenu menu, double passFrom)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(menu);
        if (items.Any(item => !menu.Scores.Contains(item.Known)))
        {
            throw new ArgumentException("A labelled score is not on the menu.", nameof(items));
        }

        (double Known, double Given)[] scored =
        [
            .. items.Where(item => item.Verdict.Score is not null)
                .Select(item => (item.Known, item.Verdict.Score!.Value)),
        ];
        ConfusionMatrix matrix = ConfusionMatrix.From(
            [.. scored.Select(item => menu.PlaceNearestTo(item.Known))],
            [.. scored.Select(item => menu.PlaceNearestTo(item.Given))],
            menu.Scores.Count);
        (double Known, double[] Scores)[] grades =
        [
            .. scored.GroupBy(item => item.Known, item => item.Given).OrderBy(grade => grade.Key)
                .Select(grade => (grade.Key, grade.ToArray())),
        ];
        return new JudgeReliability(matrix)
        {
            Biases =
            [
                .. grades.Select(grade => new GradeBias(grade.Known, grade.Scores.Length, grade.Scores.Average())),
            ],
            TopGradesP = grades is [.., { } next, { } best]
                ? PermutationTest.PValue(best.Scores, next.Scores, Seed)
                : null,
            Items = items.Count,
            TruePositives = Proportion.From(
                scored.Where(item => item.Known >= passFrom), item => item.Given >= passFrom),
            TrueNegatives = Proportion.From(
                scored.Where(item => item.Known < passFrom), item => item.Given < passFrom),
            Failures = items.Where(item => item.Verdict.Failure is not null)
                .GroupBy(item => item.Verdict.Failure!.Value)
                .ToDictionary(failure => failure.Key, failure => failure.Count()),
            Abstentions = items.Count(item => item.Verdict.AbstainReason is not null),
            Calls = items.Sum(item => item.Verdict.Calls),
            Tokens = items.Aggregate((long?)0, (sum, item) =>
                sum + item.Verdict.Usage.InputTokens + item.Verdict.Usage.OutputTokens),
        };
    }

    /// <summary>
    /// Every limit that the judge misses, in words; empty for a judge whose gates may decide. Agreement and rates meet
    /// their limits by their lower bounds with 95 % confidence. What is not defined misses its limit.
    /// </summary>
    public IReadOnlyList<string> Shortfalls(JudgeLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        List<string> found = [];
        Check(
            found, "agreement (quadratic kappa)", Kappa?.Kappa, KappaLow, limits.Kappa,
            limit => KappaBound.ItemsFor(Matrix, KappaWeights.Quadratic, limit, Seed), "labelled grades");
        Check(
            found, "true positive rate", TruePositives?.Share, TruePositives?.LowerBound(), limits.TruePositiveRate,
            limit => TruePositives?.ItemsFor(limit), "labelled passes");
        Check(
            found, "true negative rate", TrueNegatives?.Share, TrueNegatives?.LowerBound(), limits.TrueNegativeRate,
            limit => TrueNegatives?.ItemsFor(limit), "labelled fails");
        if (TopGrades() is { } confused)
        {
            found.Add(confused);
        }

        if (!(FailureRate <= limits.FailureRate))
        {
            string shown = FailureRate is { } rate ? FormattableString.Invariant($"{rate:0.###}") : "not defined";
            found.Add(FormattableString.Invariant(
                $"share without a verdict is {shown}, at most {limits.FailureRate:0.###} is allowed"));
        }

        return found;
    }

    // A judge that cannot tell the upper grades apart sees no drop from the best to the next.
    private string? TopGrades()
    {
        if (Biases is not [.., { } next, { } best])
        {
            return null;
        }

        string grades = FormattableString.Invariant($"{next.Grade:0.##} from {best.Grade:0.##}");
        string means = FormattableString.Invariant(
            $"its means are {next.MeanScore:0.##} and {best.MeanScore:0.##}, of {next.Labels} and {best.Labels} texts");
        return best.MeanScore - next.MeanScore < SmallestStep * (best.Grade - next.Grade)
                ? $"it does not tell grade {grades}: {means}"
            : TopGradesP > Alpha ? $"it is not shown to tell grade {grades}: {means}; label more texts of both"
            : null;
    }

    private static void Check(
        List<string> found, string what, double? value, double? low, double least, Func<double, int?> enough, string of)
    {
        if (low >= least)
        {
            return;
        }

        string shown = value is { } known
            ? FormattableString.Invariant($"{known:0.###}, at least {low:0.###} with 95 % confidence")
            : "not defined";
        found.Add(FormattableString.Invariant($"{what} is {shown}; {least:0.###} is needed")
            + (value is not null && enough(least) is { } items
                ? FormattableString.Invariant($", which about {items} {of} like these would show")
                : ""));
    }
}
