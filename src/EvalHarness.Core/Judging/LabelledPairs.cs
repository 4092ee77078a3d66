namespace EvalHarness.Judging;

/// <summary>
/// Which of the pairs that differ people are asked to label: each with the same probability, by a hash of its sample's
/// id, so that the draw is made before any label and cannot follow the judge. A larger share only adds pairs.
/// </summary>
/// <param name="Share">π: probability of every pair, above 0 and at most 1.</param>
/// <param name="Seed">Seed of the hash.</param>
public sealed record LabelledPairs(double Share, long Seed)
{
    /// <summary>A sample's pairs are drawn, of every candidate that differs on it.</summary>
    public bool Contains(string sampleId) => JudgingSample.PlaceOf($"label\n{sampleId}", Seed) < Share;
}
