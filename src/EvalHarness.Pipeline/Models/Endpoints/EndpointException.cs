namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>An endpoint gave no answer that can be used: one sample's failure, never an output.</summary>
/// <param name="message">What went wrong, without secrets.</param>
/// <param name="isTransient">The same call may succeed later.</param>
/// <param name="status">HTTP status of a refusal; <c>null</c> when there was none, or when it was a success.</param>
/// <param name="retryAfter">How long the endpoint asks to wait; <c>null</c> when it does not say.</param>
/// <param name="inner">The cause; <c>null</c> when there is none.</param>
public sealed class EndpointException(
    string message, bool isTransient, int? status = null, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    /// <summary>The same call may succeed later.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>HTTP status of a refusal; <c>null</c> when there was none, or when it was a success.</summary>
    public int? Status { get; } = status;

    /// <summary>How long the endpoint asks to wait; <c>null</c> when it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
