using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>One measured property of a judge that is a share of some items.</summary>
/// <param name="Name">What was looked at, in a few words.</param>
/// <param name="Meaning">Which share it is, and what a sound judge would have.</param>
/// <param name="Share">The share.</param>
public sealed record JudgeControl(string Name, string Meaning, Proportion Share);
