namespace EvalHarness.Pipeline.Extensions;

/// <summary>A program of the user's gave no answer that can be used.</summary>
/// <param name="message">Why, as the end of a sentence.</param>
/// <param name="isTimeout">It gave none in time.</param>
/// <param name="inner">The cause; <c>null</c> when there is none.</param>
internal sealed class ProgramException(string message, bool isTimeout = false, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>It gave none in time.</summary>
    public bool IsTimeout { get; } = isTimeout;
}
