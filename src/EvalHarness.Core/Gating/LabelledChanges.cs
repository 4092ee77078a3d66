using EvalHarness.Statistics;

namespace EvalHarness.Gating;

/// <summary>
/// The evidence of grades for a gate: of every pair of outputs one value v, which estimates its change in quality
/// without bias although only drawn pairs were graded (Horvitz and Thompson, 1952), by independent unit.
/// </summary>
/// <remarks>
/// v = g + x·(d − g)/π with g the drop that a judge foretells (at most 0), d the change as graded, x = 1 where the pair
/// was drawn and π the probability of that. As g ≤ 0, no v is below −R/π, whatever the judge: Gaffke's test on the
/// values with R/π as the largest loss needs no belief in it. With every pair drawn it is Gaffke's test on the changes.
/// </remarks>
public sealed record LabelledChanges
{
    private LabelledChanges()
    {
    }

    /// <summary>Mean v of each unit, ascending; a missing grade counts as the worst.</summary>
    public required IReadOnlyList<double> Changes { get; init; }

    /// <summary>Mean v of each unit, in the order of <see cref="Changes"/>; a missing grade is the best.</summary>
    public required IReadOnlyList<double> BestChanges { get; init; }

    /// <summary>Pairs of each unit, in the order of <see cref="Changes"/>.</summary>
    public required IReadOnlyList<double> Weights { get; init; }

    /// <summary>R/π: the most that one pair can lose, with the smallest π.</summary>
    public required double WorstLoss { get; init; }

    /// <summary>w₀: the labelled pairs of a typical labelled unit; <c>null</c> for that of all pairs.</summary>
    public double? ImaginedWeight { get; init; }

    /// <summary>R: the largest drop of one grade.</summary>
    public required double Range { get; init; }

    /// <summary>Mean change, over the pairs without a missing grade; <c>null</c> without any.</summary>
    public double? Mean =>
        Measured.Count == 0 ? null : Measured.Sum(unit => unit.Sum) / Measured.Sum(unit => unit.Pairs);

    /// <summary>Sum of v and number of the pairs without a missing grade, of each unit that has some.</summary>
    internal IReadOnlyList<(double Sum, double Pairs)> Measured { get; private init; } = [];

    /// <summary>Mean squared change of the graded pairs; <c>null</c> without any.</summary>
    public required double? MeanSquare { get; init; }

    /// <summary>All pairs, equal ones among them.</summary>
    public required int Pairs { get; init; }

    /// <summary>Pairs of equal outputs.</summary>
    public required int EqualPairs { get; init; }

    /// <summary>Pairs that could be drawn: their outputs differ, and their change is not known already.</summary>
    public required int Differing { get; init; }

    /// <summary>Drawn pairs with a grade.</summary>
    public required int Labels { get; init; }

    /// <summary>Drawn pairs without a grade.</summary>
    public required int MissingLabels { get; init; }

    /// <summary>Share of the pairs that those without a grade stand for, lost ones among them, 0–1.</summary>
    public required double MissingShare { get; init; }

    /// <summary>Share of the pairs that could not be graded, whatever is drawn: an output is missing, 0–1.</summary>
    public required double LostShare { get; init; }

    /// <summary>Baseline's mean above the worst grade; <c>null</c> where it is not known or has no bearing.</summary>
    public double? Room { get; init; }

    /// <summary>Gaffke's test; <c>null</c> without pairs.</summary>
    public GaffkeTest? Test =>
        Pairs == 0 ? null : GaffkeTest.Create([.. Changes], [.. Weights], WorstLoss, ImaginedWeight);

    /// <summary>Student's t by unit; <c>null</c> with fewer than two units.</summary>
    public TInterval? T => TInterval.From([.. Changes.Select((change, i) => change * Weights[i])], [.. Weights]);

    /// <summary>How grades of some pairs speak for all of them; <c>null</c> where all were graded.</summary>
    /// <param name="source">Whose grades they are.</param>
    public string? Method(GradeSource source)
    {
        string drawn = FormattableString.Invariant(
            $"{Labels} of {Differing} pairs that differ, drawn at random, each weighted by 1/probability");
        return source == GradeSource.People ? $"people's labels of {drawn}"
            : Labels + MissingLabels < Differing ? $"verdicts on {drawn}"
            : null;
    }

    /// <summary>The values of some pairs.</summary>
    /// <param name="pairs">Every pair of the task once, in any order.</param>
    /// <param name="range">R: the largest drop of one grade; greater than 0.</param>
    /// <param name="groups">Group by sample id; a sample that is absent or <c>null</c> is a unit of its own.</param>
    /// <exception cref="ArgumentException">A sample occurs twice, or the range is not positive.</exception>
    public static LabelledChanges From(
        IReadOnlyList<GradedPair> pairs, double range, IReadOnlyDictionary<string, string?> groups)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        ArgumentNullException.ThrowIfNull(groups);
        if (!(range > 0) || pairs.DistinctBy(pair => pair.SampleId, StringComparer.Ordinal).Count() != pairs.Count)
        {
            throw new ArgumentException("A sample occurs twice, or the range is not positive.", nameof(pairs));
        }

        GradedPair[] drawable = [.. pairs.Where(IsDrawable)];
        GradedPair[] drawn = [.. pairs.Where(pair => pair.Knowledge == PairKnowledge.Drawn)];
        GradedPair[] graded = [.. drawn.Where(pair => !pair.IsMissing)];
        double least = drawable.Select(pair => pair.Probability).DefaultIfEmpty(1).Min();
        GradedPair[][] units =
        [
            .. pairs.GroupBy(pair => groups.GetValueOrDefault(pair.SampleId) is { } group
                ? (true, group)
                : (false, pair.SampleId)).Select(unit => unit.ToArray()),
        ];

        // Sorted throughout, so that neither the order nor the names of samples reach the last digit.
        (double Low, double High, double Weight)[] values =
        [
            .. units.Select(unit => (
                Total(unit, pair => pair.Low) / unit.Length,
                Total(unit, pair => pair.High) / unit.Length,
                (double)unit.Length)).Order(),
        ];
        return new LabelledChanges
        {
            Changes = [.. values.Select(unit => unit.Low)],
            BestChanges = [.. values.Select(unit => unit.High)],
            Weights = [.. values.Select(unit => unit.Weight)],
            WorstLoss = range / least,
            ImaginedWeight = least < 1 && units.Length < pairs.Count ? TypicalLabels(units) : null,
            Range = range,
            Measured =
            [
                .. units.Select(unit => unit.Where(pair => !pair.IsMissing).ToArray())
                    .Where(unit => unit.Length > 0)
                    .Select(unit => (Total(unit, pair => pair.Low), (double)unit.Length))
                    .Order(),
            ],
            MeanSquare = graded.Length == 0 ? null : graded.Select(pair => pair.Low * pair.Low).Order().Sum()
                / graded.Length,
            Pairs = pairs.Count,
            EqualPairs = pairs.Count(pair => pair.Knowledge == PairKnowledge.Equal),
            Differing = drawable.Length,
            Labels = graded.Length,
            MissingLabels = drawn.Length - graded.Length,
            MissingShare = ShareOf(pairs, pair => pair.IsMissing),
            LostShare = ShareOf(pairs, pair => pair.Knowledge == PairKnowledge.Lost),
        };
    }

    private static bool IsDrawable(GradedPair pair) =>
        pair.Knowledge is PairKnowledge.Drawn or PairKnowledge.NotDrawn;

    private static double ShareOf(IReadOnlyList<GradedPair> pairs, Func<GradedPair, bool> isMissing) =>
        pairs.Count == 0 ? 1 : Math.Min(1, pairs.Where(isMissing).Sum(pair => 1 / pair.Probability) / pairs.Count);

    private static double Total(IEnumerable<GradedPair> pairs, Func<GradedPair, double> change) =>
        pairs.Select(pair => pair.Value(change(pair))).Order().Sum();

    // Σl²/Σl over the drawn pairs l of each unit (Kish): labels in few units are few labels.
    private static double? TypicalLabels(GradedPair[][] units)
    {
        double[] labels = [.. units.Select(unit => (double)unit.Count(pair => pair.Knowledge == PairKnowledge.Drawn))];
        return labels.Sum() > 0 ? labels.Sum(count => count * count) / labels.Sum() : null;
    }
}
