namespace EvalHarness.Gating;

/// <summary>Both models' values on one sample.</summary>
/// <param name="Cluster">Unit of independence: the group, or the sample itself.</param>
/// <param name="Baseline">Baseline's value.</param>
/// <param name="Candidate">Candidate's value.</param>
/// <param name="Weight">Weight of the sample; greater than 0.</param>
internal readonly record struct ScorePair(
    (bool IsGroup, string Name) Cluster, double Baseline, double Candidate, double Weight)
{
    /// <summary>Candidate − baseline.</summary>
    public double Difference => Candidate - Baseline;
}
