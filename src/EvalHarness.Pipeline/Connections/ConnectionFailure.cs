using System.Net.Sockets;

namespace EvalHarness.Pipeline.Connections;

/// <summary>What went wrong between this machine and a server.</summary>
internal static class ConnectionFailure
{
    /// <summary>A failure of a connection in words; <c>null</c> for a failure of another kind.</summary>
    public static string? Describe(Exception failure) => failure switch
    {
        _ when FindSocket(failure) is { } socket => Describe(socket.SocketErrorCode),
        HttpRequestException http => Describe(http.HttpRequestError),
        HttpIOException http => Describe(http.HttpRequestError),
        _ => null,
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
