using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// A hub on the loopback, and a store of large files beside it to which the hub redirects. Every request is noted.
/// </summary>
internal sealed class FakeHub : IAsyncDisposable
{
    private const string Range = "Range: bytes=";

    private readonly TcpListener _hub = new(IPAddress.Loopback, 0);
    private readonly TcpListener _files = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly byte[] _content;

    /// <summary>Listens at once.</summary>
    /// <param name="content">What the one file holds.</param>
    public FakeHub(byte[] content)
    {
        _content = content;
        _hub.Start();
        _files.Start();
        _ = AcceptAsync(_hub, AnswerAsHub);
        _ = AcceptAsync(_files, AnswerAsStore);
    }

    /// <summary>Address of the hub.</summary>
    public Uri Address => AddressOf(_hub);

    /// <summary>Status of the hub's answers.</summary>
    public int Status { get; init; } = 302;

    /// <summary>Bytes after which the store breaks off, for the first request only.</summary>
    public int? BreaksOffAt { get; init; }

    /// <summary>The hash that the hub announces; the right one by default.</summary>
    public string? Hash { get; init; }

    /// <summary>First lines and headers of all requests, those to the store with <c>store: </c> in front.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _hub.Dispose();
        _files.Dispose();
        _stop.Dispose();
    }

    private static Uri AddressOf(TcpListener listener) =>
        new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");

    private async Task AcceptAsync(TcpListener listener, Func<string, (string Head, byte[] Body)> answer)
    {
        try
        {
            while (true)
            {
                using TcpClient client = await listener.AcceptTcpClientAsync(_stop.Token);
                NetworkStream stream = client.GetStream();
                string request = await ReadAsync(stream);
                Requests.Enqueue((listener == _files ? "store: " : "") + request);
                (string head, byte[] body) = answer(request);
                await stream.WriteAsync(Encoding.ASCII.GetBytes(head + "Connection: close\r\n\r\n"), _stop.Token);
                await stream.WriteAsync(body, _stop.Token);
            }
        }
        catch (Exception end) when (end is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The test has ended.
        }
    }

    private async Task<string> ReadAsync(NetworkStream stream)
    {
        StringBuilder head = new();
        byte[] buffer = new byte[4096];
        while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            head.Append(Encoding.ASCII.GetString(buffer, 0, read));
            if (read == 0)
            {
                break;
            }
        }

        return head.ToString();
    }

    private (string Head, byte[] Body) AnswerAsHub(string request) => (
        FormattableString.Invariant($"HTTP/1.1 {Status} X\r\nLocation: {AddressOf(_files)}/blob\r\n")
        + FormattableString.Invariant($"X-Linked-Size: {_content.Length}\r\n")
        + $"X-Linked-ETag: \"{Hash ?? Convert.ToHexStringLower(SHA256.HashData(_content))}\"\r\n"
        + "Content-Length: 0\r\n", []);

    private (string Head, byte[] Body) AnswerAsStore(string request)
    {
        string? range = request.Split("\r\n").FirstOrDefault(line => line.StartsWith(Range, StringComparison.Ordinal));
        int start = range is null ? 0 : int.Parse(range[Range.Length..].TrimEnd('-'), CultureInfo.InvariantCulture);
        byte[] rest = _content[start..];
        string head = start > 0
            ? FormattableString.Invariant(
                $"HTTP/1.1 206 X\r\nContent-Range: bytes {start}-{_content.Length - 1}/{_content.Length}\r\n")
            : "HTTP/1.1 200 X\r\n";
        head += FormattableString.Invariant($"Content-Length: {rest.Length}\r\n");
        return (head, start == 0 && BreaksOffAt is { } bytes ? rest[..bytes] : rest);
    }
}
