namespace EvalHarness.Metrics.Instructions;

/// <summary>An instruction that cannot be checked; says why.</summary>
/// <param name="message">A clause without a full stop.</param>
internal sealed class UncheckableException(string message) : Exception(message);
