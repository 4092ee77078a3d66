namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>What one task costs with one model.</summary>
/// <param name="Model">The model.</param>
/// <param name="Task">The task.</param>
/// <param name="Samples">Samples to be asked.</param>
/// <param name="Calls">Calls to the model.</param>
/// <param name="InputTokens">Tokens to be read, about; <c>null</c> when unknown.</param>
/// <param name="OutputTokens">Tokens to be written, about; <c>null</c> when unknown.</param>
/// <param name="Seconds">Time it takes, about; <c>null</c> when unknown.</param>
/// <param name="Basis">What the figures rest on.</param>
public sealed record TaskEstimate(
    string Model,
    string Task,
    int Samples,
    long Calls,
    long? InputTokens,
    long? OutputTokens,
    double? Seconds,
    string Basis);
