using System.ClientModel.Primitives;

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

    /// <summary>The call took longer than it may.</summary>
    public bool IsTimeout => InnerException is TimeoutException;

    /// <summary>What the endpoint's body says; <c>null</c> when it says nothing.</summary>
    internal EndpointError? Said { get; private init; }

    /// <summary>An endpoint refused a call.</summary>
    /// <param name="status">HTTP status, from 400.</param>
    /// <param name="said">The endpoint's words, without secrets.</param>
    /// <param name="response">The answer, for how long it asks to wait; <c>null</c> where none is at hand.</param>
    public static EndpointException Refusal(int status, string said, PipelineResponse? response) => Refusal(
        status,
        said,
        error: null,
        Endpoints.RetryAfter.Read(
            name => response?.Headers.TryGetValue(name, out string? text) == true ? text : null,
            DateTimeOffset.UtcNow));

    /// <summary>An endpoint refused a call.</summary>
    /// <param name="status">HTTP status, from 400.</param>
    /// <param name="said">The endpoint's words, without secrets.</param>
    /// <param name="error">What the body says; <c>null</c> when it says nothing.</param>
    /// <param name="retryAfter">How long it asks to wait; <c>null</c> when it does not say.</param>
    internal static EndpointException Refusal(
        int status, string said, EndpointError? error, TimeSpan? retryAfter)
    {
        EndpointError refusal = error ?? new EndpointError(said, Code: null, []);
        string? advice = RefusalAdvice.Find(status, refusal);
        return new EndpointException(
            FormattableString.Invariant($"The endpoint answered {status}: {said}")
                + (advice is null ? "" : Sentence(said) + advice),
            isTransient: !refusal.IsQuota && status is (408 or 409 or 425 or 429 or >= 500),
            status,
            retryAfter)
        {
            Said = error,
        };
    }

    /// <summary>The same failure with more to say.</summary>
    internal EndpointException With(string message, bool? isTransient = null) =>
        new(message, isTransient ?? IsTransient, Status, RetryAfter, InnerException) { Said = Said };

    /// <summary>The same failure with the key that sets the parameter which the endpoint speaks of.</summary>
    internal EndpointException WithParametersKey() => With(Message + Sentence(Message)
        + "Parameters of requests are set, or left out with null, by \"parameters\" of the model.");

    private static string Sentence(string said) => said.EndsWith('.') ? " " : ". ";
}
