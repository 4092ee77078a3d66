namespace EvalHarness.Pipeline.Judging;

/// <summary>How a judge asks its model.</summary>
internal sealed record JudgeCalls
{
    /// <summary>Seed of the nonces and, with the number of the repeat added, of sampling.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>
    /// Time that one call may take, from when it is computed; <c>null</c> for what the model's chain allows.
    /// </summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>Temperature where the prompt sets none.</summary>
    public double Temperature { get; init; }

    /// <summary>The model is held to the form of the answer, where it can be.</summary>
    public bool IsConstrained { get; init; } = true;

    /// <summary>What the prompt shows beside the judged texts.</summary>
    public JudgeInstructions Instructions { get; init; } = JudgeInstructions.Usual;
}
