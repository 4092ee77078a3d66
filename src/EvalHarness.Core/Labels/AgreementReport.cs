using EvalHarness.Judging;
using EvalHarness.Statistics;

namespace EvalHarness.Labels;

/// <summary>Judges against people, people against one another, and both against what needs no reading.</summary>
public sealed record AgreementReport
{
    // Of the bootstrap of α.
    private const long Seed = 1;

    private const string AllPeople = "people";

    private AgreementReport()
    {
    }

    /// <summary>The run; <c>null</c> for labels from a file.</summary>
    public string? Run { get; init; }

    /// <summary>The task; <c>null</c> for labels from a file.</summary>
    public string? Task { get; init; }

    /// <summary>The grades, worst first.</summary>
    public required VerdictMenu Menu { get; init; }

    /// <summary>Lowest score that passes.</summary>
    public required double PassFrom { get; init; }

    /// <summary>What the grades mean: names, or an order.</summary>
    public required MeasurementLevel Level { get; init; }

    /// <summary>The part whose labels these are; <c>null</c> for all.</summary>
    public LabelPart? Part { get; init; }

    /// <summary>Looks at the sealed part so far, this one among them; <c>null</c> where it was not looked at.</summary>
    public int? SealedLooks { get; init; }

    /// <summary>Items with a label.</summary>
    public required int Items { get; init; }

    /// <summary>Labels of these items.</summary>
    public required int Labels { get; init; }

    /// <summary>Items on which labellers differ and nobody has settled it; they measure no judge.</summary>
    public required int Disputed { get; init; }

    /// <summary>
    /// The items were drawn by a hash, so that they speak for others; else they speak for themselves.
    /// </summary>
    public bool IsDrawn { get; init; }

    /// <summary>Labelled items that are left out because judges picked them.</summary>
    public int Excluded { get; init; }

    /// <summary>Each judge against people together.</summary>
    public required IReadOnlyList<RaterComparison> Judges { get; init; }

    /// <summary>Each judge against each labeller.</summary>
    public required IReadOnlyList<RaterComparison> ByLabeller { get; init; }

    /// <summary>Each labeller against each other one, on the items that both labelled.</summary>
    public required IReadOnlyList<RaterComparison> People { get; init; }

    /// <summary>All labellers together: the ceiling; <c>null</c> with fewer than two.</summary>
    public required PeopleAgreement? Ceiling { get; init; }

    /// <summary>What can be had without reading.</summary>
    public required IReadOnlyList<AgreementBaseline> Baselines { get; init; }

    /// <summary>Each judge by slice.</summary>
    public required IReadOnlyList<SliceAgreement> Slices { get; init; }

    /// <summary>Versions of the judges on the same labelled items, by McNemar's test.</summary>
    public IReadOnlyList<JudgeVersions> Versions { get; init; } = [];

    /// <summary>Compares everybody with everybody.</summary>
    /// <param name="items">The labelled items, in an order that is always the same.</param>
    /// <param name="menu">The grades; labels lie on it.</param>
    /// <param name="passFrom">Lowest score that passes.</param>
    /// <param name="level">What the grades mean.</param>
    /// <param name="isPair">Labels say which of two outputs is better.</param>
    public static AgreementReport From(
        IReadOnlyList<RatedItem> items, VerdictMenu menu, double passFrom, MeasurementLevel level, bool isPair)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(menu);
        string[] judges = [.. items.SelectMany(item => item.Judges.Keys).Distinct().Order(StringComparer.Ordinal)];
        string[] people = [.. items.SelectMany(item => item.People.Keys).Distinct().Order(StringComparer.Ordinal)];
        RaterComparison[] pairs =
        [
            .. from first in people
               from second in people
               where string.CompareOrdinal(first, second) < 0
               let compared = Compare(
                   first,
                   second,
                   items,
                   item => Of(item, first),
                   item => (item.People.ContainsKey(second), Of(item, second)))
               where compared.Items > 0
               select compared,
        ];
        return new AgreementReport
        {
            Menu = menu,
            PassFrom = passFrom,
            Level = level,
            Items = items.Count,
            Labels = items.Sum(item => item.People.Count),
            Disputed = items.Count(item => item.Grade is null && item.People.Count > 1),
            Judges = [.. judges.Select(judge => Judged(judge, items))],
            ByLabeller =
            [
                .. from judge in judges
                   from labeller in people
                   select Compare(labeller, judge, items, item => Of(item, labeller), item => Asked(item, judge)),
            ],
            People = pairs,
            Ceiling = people.Length < 2 ? null : Together(),
            Baselines = [AlwaysPass(), LongestAnswer.Measure(items, judges, isPair)],
            Slices =
            [
                .. from judge in judges
                   from slice in items.SelectMany(item => item.Slices).Distinct().Order(StringComparer.Ordinal)
                   let own = items.Where(item => item.Slices.Contains(slice)).ToArray()
                   select new SliceAgreement(slice, Judged(judge, own)),
            ],
        };

        RaterComparison Judged(string judge, IReadOnlyList<RatedItem> some) =>
            Compare(AllPeople, judge, some, item => item.Grade, item => Asked(item, judge));

        RaterComparison Compare(
            string first,
            string second,
            IReadOnlyList<RatedItem> some,
            Func<RatedItem, double?> known,
            Func<RatedItem, (bool WasAsked, double? Score)> given) => RaterComparison.From(
                first,
                second,
                [
                    .. some.Where(item => known(item) is not null && given(item).WasAsked)
                        .Select(item => (known(item)!.Value, given(item).Score)),
                ],
                menu,
                passFrom,
                level);

        PeopleAgreement Together()
        {
            RaterAgreement agreement = RaterAgreement.From(
                [
                    .. people.Select(labeller => items.Select(item =>
                        Of(item, labeller) is { } score ? (int?)menu.PlaceNearestTo(score) : null).ToArray()),
                ],
                RatingScale.Given(menu.Grades)!,
                KappaWeights.Unweighted,
                level,
                new SeededRandom(Seed));
            double[] kappas = [.. pairs.Select(pair => pair.Agreement.Kappa?.Kappa).OfType<double>()];
            return new PeopleAgreement(
                people,
                agreement,
                agreement is { PercentAgreement: { } percent, Items: > 0 }
                    ? WilsonInterval.From(percent * agreement.Items, agreement.Items)
                    : null,
                kappas.Length == 0 ? null : kappas.Average());
        }

        AgreementBaseline AlwaysPass()
        {
            RatedItem[] graded = [.. items.Where(item => item.Grade is not null)];
            return new AgreementBaseline(
                "always pass",
                Proportion.From(graded, item => item.Grade >= passFrom),
                "items on which people pass or fail an output",
                judges.ToDictionary(judge => judge, judge => Judged(judge, graded).SameOutcome));
        }
    }

    private static double? Of(RatedItem item, string labeller) =>
        item.People.TryGetValue(labeller, out double score) ? score : null;

    private static (bool WasAsked, double? Score) Asked(RatedItem item, string judge) =>
        (item.Judges.TryGetValue(judge, out double? score), score);
}
