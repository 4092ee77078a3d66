using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Judging;

/// <summary>What an answer says, or why that cannot be told; never both.</summary>
/// <typeparam name="T">What the answer says.</typeparam>
/// <param name="Value">What it says; <c>null</c> on failure.</param>
/// <param name="Failure">Why it cannot be told; <c>null</c> with a value.</param>
/// <param name="Message">What is wrong, in words that a judge asked once more can act on.</param>
internal sealed record JudgeReading<T>(T? Value, JudgingFailure? Failure = null, string? Message = null)
    where T : class
{
    /// <summary>A reading without a value.</summary>
    public static JudgeReading<T> Unscored(JudgingFailure failure, string message) => new(null, failure, message);
}
