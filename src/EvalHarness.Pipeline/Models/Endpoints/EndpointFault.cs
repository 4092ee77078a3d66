using System.Net.Sockets;
using System.Text.Json;

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
        _ when FindSocket(failure) is { } socket => Describe(socket.SocketErrorCode),
        HttpRequestException http => Describe(http.HttpRequestError),
        HttpIOException http => Describe(http.HttpRequestError),
        OperationCanceledException or TimeoutException => "the call took too long and was given up",
        JsonException or FormatException => "the answer has a form that cannot be read",
        IOException => "the connection broke off",
        _ => failure.Message,
    };

    private static SocketException? FindSocket(Exception? failure) =>
        failure is null or SocketException ? failure as SocketException : FindSocket(failure.InnerException);

    private static string Describe(SocketError error) => error switch
    {
        SocketError.ConnectionRefused => "nothing listens there (the connection was refused); start the server",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown
            => "the connection broke off before the answer was whole",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
            => "the name of the host is not known; check the address",
        SocketError.TimedOut => "the host did not answer in time; check the address and the network",
        SocketError.HostUnreachable or SocketError.NetworkUnreachable or SocketError.HostDown
            => "the host is unreachable; check the address and the network",
        _ => "the connection failed; check the address and the network",
    };

    private static string Describe(HttpRequestError error) => error switch
    {
        HttpRequestError.NameResolutionError => "the name of the host is not known; check the address",
        HttpRequestError.ConnectionError => "no connection to the host; check the address and the network",
        HttpRequestError.SecureConnectionError =>
            "no secure connection: the host's certificate is not trusted, or the host speaks plain HTTP",
        HttpRequestError.ResponseEnded => "the connection broke off before the answer was whole",
        HttpRequestError.InvalidResponse or HttpRequestError.HttpProtocolError
            => "the server does not speak HTTP; check the port",
        HttpRequestError.ProxyTunnelError => "the proxy lets no connection through; check HTTPS_PROXY and NO_PROXY",
        HttpRequestError.ConfigurationLimitExceeded => "the headers of the answer are too long",
        _ => "the connection failed; check the address and the network",
    };
}
