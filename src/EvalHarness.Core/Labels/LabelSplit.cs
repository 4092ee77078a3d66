using EvalHarness.Judging;

namespace EvalHarness.Labels;

/// <summary>
/// Which samples serve which purpose. Whole groups are assigned, by a hash of their name, so that no sample that is
/// like a sealed one shapes a judge's prompt.
/// </summary>
/// <param name="FewShot">Share of the groups whose labels may be examples, 0–1.</param>
/// <param name="Dev">Share of the groups on whose labels a prompt may be improved, 0–1; the rest is sealed.</param>
public sealed record LabelSplit(double FewShot, double Dev)
{
    /// <summary>A fifth for examples, two fifths to work on, two fifths sealed.</summary>
    public static LabelSplit Usual { get; } = new(0.2, 0.4);

    /// <summary>Everything sealed: all labels measure, and none may shape a prompt.</summary>
    public static LabelSplit AllSealed { get; } = new(0, 0);

    /// <summary>Share of the groups that is sealed, 0–1.</summary>
    public double Sealed => 1 - FewShot - Dev;

    /// <summary>The part that a sample belongs to, by its group.</summary>
    /// <param name="sampleId">The sample.</param>
    /// <param name="group">Its group; <c>null</c> for a sample that is a group of its own.</param>
    /// <param name="seed">Seed of the hash.</param>
    public LabelPart PartOf(string sampleId, string? group, long seed)
    {
        double place = JudgingSample.PlaceOf(
            group is null ? $"part\nsample\n{sampleId}" : $"part\ngroup\n{group}", seed);
        return place < FewShot ? LabelPart.FewShot
            : place < FewShot + Dev ? LabelPart.Dev
            : LabelPart.Sealed;
    }
}
