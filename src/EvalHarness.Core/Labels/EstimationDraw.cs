using EvalHarness.Judging;

namespace EvalHarness.Labels;

/// <summary>
/// Which pairs of outputs people are asked to label so that their labels speak for all pairs that differ: each sealed
/// one with the same probability, by a hash of its sample's id. It is stored before the first label, so that it cannot
/// follow what people or judges say; afterwards its share may only grow, which only adds pairs.
/// </summary>
public sealed record EstimationDraw
{
    /// <summary>Share of the drawn samples that every labeller gets, where nothing else is said.</summary>
    public const double UsualOverlap = 0.2;

    /// <summary>The run.</summary>
    public required string RunId { get; init; }

    /// <summary>The task.</summary>
    public required string Task { get; init; }

    /// <summary>Id of the question.</summary>
    public required string QuestionId { get; init; }

    /// <summary>Share of the sealed pairs that differ, above 0 and at most 1.</summary>
    public required double Share { get; init; }

    /// <summary>Seed of the draw, of the parts and of the sides of pairs.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Which samples are sealed.</summary>
    public LabelSplit Split { get; init; } = LabelSplit.Usual;

    /// <summary>Share of the drawn samples that every labeller gets, 0–1.</summary>
    public double Overlap { get; init; } = UsualOverlap;

    /// <summary>Who asked for it.</summary>
    public string Author { get; init; } = "";

    /// <summary>When it was stored, UTC.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>Place among all events of the store; 0 before it is stored.</summary>
    public long Sequence { get; init; }

    /// <summary>π: probability with which a pair that differs is drawn.</summary>
    public double Probability => Split.Sealed * Share;

    /// <summary>The pairs of a sample are drawn, of every candidate that differs on it.</summary>
    /// <param name="sampleId">The sample.</param>
    /// <param name="group">Its group; <c>null</c> without one.</param>
    public bool Contains(string sampleId, string? group) =>
        PartOf(sampleId, group) == LabelPart.Sealed && new LabelledPairs(Share, Seed).Contains(sampleId);

    /// <summary>Every labeller gets the sample.</summary>
    public bool IsOverlap(string sampleId) => JudgingSample.PlaceOf($"overlap\n{sampleId}", Seed) < Overlap;

    /// <summary>The part that a sample belongs to.</summary>
    public LabelPart PartOf(string sampleId, string? group) => Split.PartOf(sampleId, group, Seed);

    /// <summary>Refuses a draw that is none, or that does not continue an earlier one.</summary>
    /// <param name="earlier">The draw in force; <c>null</c> without one.</param>
    /// <exception cref="InvalidInputException">A share is out of range, or it is another or a smaller draw.</exception>
    public void Check(EstimationDraw? earlier)
    {
        if (!(Share is > 0 and <= 1))
        {
            throw new InvalidInputException(
                "share", FormattableString.Invariant($"{Share}"), "a share above 0 and at most 1");
        }

        if (!(Split.FewShot >= 0 && Split.Dev >= 0 && Split.Sealed > 0 && Overlap is >= 0 and <= 1))
        {
            throw new InvalidInputException(
                "split", "shares that leave nothing sealed, or are out of range",
                "shares from 0 to 1 with a sealed rest");
        }

        if (earlier is not null && (earlier.Seed, earlier.Split) != (Seed, Split))
        {
            throw new InvalidInputException(
                "draw", "another seed or split than that of the stored draw",
                FormattableString.Invariant(
                    $"seed {earlier.Seed}, {earlier.Split.FewShot:0.##} few-shot, {earlier.Split.Dev:0.##} dev"),
                "Labels exist that were drawn so: another draw could be chosen by what they say.");
        }

        if (earlier?.Share > Share)
        {
            throw new InvalidInputException(
                "share", FormattableString.Invariant($"{Share}"),
                FormattableString.Invariant($"at least {earlier.Share}, the share of the stored draw"),
                "A smaller share could leave out labels by what they say.");
        }
    }
}
