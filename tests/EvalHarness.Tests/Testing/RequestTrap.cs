using System.Net;
using System.Net.Sockets;

namespace EvalHarness.Tests.Testing;

/// <summary>Listens on this machine and notices whoever connects.</summary>
internal sealed class RequestTrap : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _caught;

    public RequestTrap()
    {
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Connections so far.</summary>
    public int Caught => Volatile.Read(ref _caught);

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _listener.AcceptTcpClientAsync();
                Interlocked.Increment(ref _caught);
            }
        }
        catch (Exception closed) when (closed is ObjectDisposedException or SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }
}
