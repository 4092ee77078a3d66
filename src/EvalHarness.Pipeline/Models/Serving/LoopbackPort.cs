using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace EvalHarness.Pipeline.Models.Serving;

/// <summary>Ports of the loopback for servers that the harness starts.</summary>
internal static class LoopbackPort
{
    private static readonly ConcurrentDictionary<int, bool> s_given = [];

    /// <summary>A port that nobody listens on, and that this process has not given to another server.</summary>
    public static int Take()
    {
        while (true)
        {
            using TcpListener listener = new(IPAddress.Loopback, 0);
            listener.Start();
            int port = ((IPEndPoint)listener.LocalEndpoint).Port;
            if (s_given.TryAdd(port, true))
            {
                return port;
            }
        }
    }
}
