using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>One text that judges are asked about.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="Request">The text and what to judge it by.</param>
/// <param name="Known">Its labelled grade; <c>null</c> where none is known.</param>
/// <param name="Only">The one judge that is asked; <c>null</c> for all that apply.</param>
internal sealed record JudgingCase(
    VerdictPurpose Purpose, JudgingRequest Request, double? Known = null, string? Only = null);
