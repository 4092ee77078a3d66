namespace EvalHarness.Judging;

/// <summary>A verdict, or why there is none; never both.</summary>
public sealed record VerdictReading
{
    private VerdictReading(JudgeVerdict? verdict, JudgingFailure? failure, string? message) =>
        (Verdict, Failure, Message) = (verdict, failure, message);

    /// <summary>The verdict; <c>null</c> on failure.</summary>
    public JudgeVerdict? Verdict { get; }

    /// <summary>Why there is none; <c>null</c> with a verdict.</summary>
    public JudgingFailure? Failure { get; }

    /// <summary>What is wrong, in words that a judge asked once more can act on; <c>null</c> with a verdict.</summary>
    public string? Message { get; }

    /// <summary>A good verdict.</summary>
    public static VerdictReading Of(JudgeVerdict verdict) => new(verdict, null, null);

    /// <summary>No verdict.</summary>
    public static VerdictReading Unscored(JudgingFailure failure, string message) => new(null, failure, message);
}
