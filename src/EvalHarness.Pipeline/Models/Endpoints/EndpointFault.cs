using System.Net.Sockets;
using System.Text.Json;
using EvalHarness.Pipeline.Connections;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>What goes wrong on the way to an endpoint, in a sentence for its user.</summary>
internal static class EndpointFault
{
    /// <summary>A failure of the transport, of a time-out or of a reader.</summary>
    public static bool IsOne(Exception failure) => failure
        is HttpRequestException or IOException or SocketException or OperationCanceledException or TimeoutException
        or JsonException or FormatException;

    /// <summary>A failure in words that the harness chose; the message of one that is none of the way's.</summary>
    public static string Describe(Exception failure) => failure switch
    {
        EndpointException or InvalidInputException => failure.Message,
        _ when ConnectionFailure.Describe(failure) is { } described => described,
        OperationCanceledException or TimeoutException => "the call took too long and was given up",
        JsonException or FormatException => "the answer has a form that cannot be read",
        IOException => "the connection broke off",
        _ => failure.Message,
    };
}
