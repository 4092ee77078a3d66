namespace EvalHarness.Statistics;

/// <summary>A task's value of one metric as lm-evaluation-harness defines both numbers.</summary>
/// <param name="Value">Over all documents; infinite or not a number where theirs are, <c>null</c> where it is not
/// defined.</param>
/// <param name="StandardError">What it prints beside the value; <c>null</c> where it prints "N/A".</param>
/// <param name="Reason">Why there is no value; <c>null</c> where there is one.</param>
public sealed record HarnessValue(double? Value, double? StandardError = null, string? Reason = null)
{
    /// <summary>No value, and why.</summary>
    internal static HarnessValue Undefined(string reason) => new(null, null, reason);
}
