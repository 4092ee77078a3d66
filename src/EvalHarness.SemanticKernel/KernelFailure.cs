using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text.Json;
using EvalHarness.Pipeline.Models.Endpoints;
using Microsoft.SemanticKernel;

namespace EvalHarness.SemanticKernel;

/// <summary>
/// Says of a connector's failure whether the same call may succeed later, as the chain wants to know.
/// </summary>
internal static class KernelFailure
{
    /// <summary>The call failed for what happened on the way or at the endpoint.</summary>
    /// <remarks>
    /// A body that is no chat completion surfaces as whatever the connector's reader stumbled over.
    /// </remarks>
    public static bool IsOne(Exception failure) => failure
        is HttpOperationException or ClientResultException or HttpRequestException or IOException
        or OperationCanceledException or JsonException or KernelException or InvalidOperationException
        or KeyNotFoundException or ArgumentException or FormatException or NullReferenceException;

    /// <summary>The failure in the chain's terms.</summary>
    /// <param name="failure">What the connector threw.</param>
    /// <param name="secret">A key that no message may show; <c>null</c> for none.</param>
    public static EndpointException Translate(Exception failure, string? secret)
    {
        int? status = StatusOf(failure);
        string said = string.IsNullOrEmpty(secret)
            ? failure.Message
            : failure.Message.Replace(secret, "${apiKey}", StringComparison.Ordinal);
        return status is >= 300
            ? EndpointException.Refusal(status.Value, said, ResponseOf(failure))
            : new EndpointException($"The endpoint gave no answer that can be read: {said}", isTransient: true);
    }

    /// <summary>The failure of a Kernel's function in the chain's terms; what went wrong on the way may pass.</summary>
    /// <param name="name">The function.</param>
    /// <param name="failure">What it threw.</param>
    public static EndpointException FromFunction(string name, Exception failure) => failure switch
    {
        EndpointException said => said,
        _ when StatusOf(failure) is >= 300 => Translate(failure, secret: null),
        _ => new EndpointException(
            $"The function {name} failed: {failure.Message}",
            isTransient: failure is HttpRequestException or IOException or OperationCanceledException),
    };

    private static int? StatusOf(Exception failure) => failure switch
    {
        HttpOperationException { StatusCode: { } status } => (int)status,
        HttpOperationException { InnerException: ClientResultException result } => result.Status,
        ClientResultException result => result.Status,
        _ => null,
    };

    private static PipelineResponse? ResponseOf(Exception failure) =>
        (failure as ClientResultException ?? failure.InnerException as ClientResultException)?.GetRawResponse();
}
