using System.ClientModel.Primitives;
using System.Globalization;

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
    /// <summary>An endpoint refused a call.</summary>
    /// <param name="status">HTTP status, from 400.</param>
    /// <param name="said">The endpoint's words, without secrets.</param>
    /// <param name="response">The answer, for how long it asks to wait; <c>null</c> where none is at hand.</param>
    public static EndpointException Refusal(int status, string said, PipelineResponse? response) => new(
        FormattableString.Invariant($"The endpoint answered {status}: {said}"),
        isTransient: status is 408 or 409 or 425 or 429 or >= 500,
        status,
        RetryAfterOf(response));

    /// <summary>The same call may succeed later.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>HTTP status of a refusal; <c>null</c> when there was none, or when it was a success.</summary>
    public int? Status { get; } = status;

    /// <summary>How long the endpoint asks to wait; <c>null</c> when it does not say.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    private static TimeSpan? RetryAfterOf(PipelineResponse? response)
    {
        if (response?.Headers.TryGetValue("Retry-After", out string? text) != true)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
            && seconds <= TimeSpan.FromDays(1).TotalSeconds)
        {
            return TimeSpan.FromSeconds(seconds);
        }

        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset until)
            && until - DateTimeOffset.UtcNow is { } wait && wait > TimeSpan.Zero
            ? wait
            : null;
    }
}
