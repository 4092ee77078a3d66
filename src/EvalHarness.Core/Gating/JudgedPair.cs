namespace EvalHarness.Gating;

/// <summary>What a judge makes of one sample of two models.</summary>
/// <param name="SampleId">The sample.</param>
/// <param name="Baseline">The judge's score of the baseline's output; <c>null</c> when unscored.</param>
/// <param name="Candidate">The judge's score of the candidate's output; <c>null</c> when unscored.</param>
/// <param name="Weight">How many samples it stands for; greater than 0.</param>
/// <param name="IsEqual">The two outputs are the same text, so that their difference is 0 without a score.</param>
public sealed record JudgedPair(
    string SampleId, double? Baseline, double? Candidate, double Weight, bool IsEqual = false);
