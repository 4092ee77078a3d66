using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// An OpenAI-compatible server on the loopback that does what a function says, faults of the wire included. Every
/// request of a chat is noted with its time.
/// </summary>
internal sealed class FakeEndpoint : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, int> _attempts = [];
    private readonly Func<string, int, FakeReply> _reply;
    private readonly Task _accepting;
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Listens at once.</summary>
    /// <param name="reply">From a request's body and how often it came before to what is done.</param>
    public FakeEndpoint(Func<string, int, FakeReply> reply)
    {
        _reply = reply;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Address with version path.</summary>
    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1");

    /// <summary>What a GET is answered with; a list of models by default.</summary>
    public FakeReply Models { get; init; } = new() { Body = """{"object":"list","data":[]}""" };

    /// <summary>Completes when the first request of a chat is there.</summary>
    public Task Asked => _asked.Task;

    /// <summary>Requests of chats in the order of their arrival.</summary>
    public ConcurrentQueue<FakeRequest> Requests { get; } = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                // A reply may block, and then not the next client's.
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _ = Task.Run(() => ServeAsync(client));
            }
        }
        catch (Exception end) when (_stop.IsCancellationRequested
            && end is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // The server was stopped, before or after it began to wait for the next client.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                (string head, string body) = await ReadAsync(client.GetStream());
                await AnswerAsync(client, head.StartsWith("POST", StringComparison.Ordinal)
                    ? Note(head, body)
                    : Models);
            }
            catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
            {
                // The client left, or the server was stopped.
            }
        }
    }

    private FakeReply Note(string head, string body)
    {
        Requests.Enqueue(new FakeRequest(head, body, TimeProvider.System.GetTimestamp()));
        _asked.TrySetResult();
        return _reply(body, _attempts.AddOrUpdate(body, 0, (_, before) => before + 1));
    }

    private async Task<(string Head, string Body)> ReadAsync(NetworkStream stream)
    {
        List<byte> bytes = [];
        byte[] buffer = new byte[4096];
        int end = -1;
        int length = 0;
        while (end < 0 || bytes.Count < end + length)
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0)
            {
                throw new IOException("The client left.");
            }

            bytes.AddRange(buffer.AsSpan(0, read));
            string text = Encoding.Latin1.GetString([.. bytes]);
            if (end < 0 && text.IndexOf("\r\n\r\n", StringComparison.Ordinal) is var blank and >= 0)
            {
                end = blank + 4;
                length = LengthOf(text[..end]);
            }
        }

        byte[] all = [.. bytes];
        return (Encoding.Latin1.GetString(all, 0, end), Encoding.UTF8.GetString(all, end, length));
    }

    private static int LengthOf(string head) => head.Split("\r\n")
        .Where(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
        .Select(line => int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture))
        .FirstOrDefault();

    private async Task AnswerAsync(TcpClient client, FakeReply reply)
    {
        if (reply.Ending == FakeEnding.Hang)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }

        if (reply.Ending == FakeEnding.Reset)
        {
            client.LingerState = new LingerOption(true, 0);
            return;
        }

        byte[] body = Encoding.UTF8.GetBytes(reply.Body);
        string header = reply.Header is null ? "" : reply.Header + "\r\n";
        bool hasLength = reply.Ending is not (FakeEnding.Endless or FakeEnding.StaysOpen) && reply.Status != 204;
        string head = FormattableString.Invariant($"HTTP/1.1 {reply.Status} X\r\nContent-Type: {reply.ContentType}\r\n")
            + (hasLength ? FormattableString.Invariant($"Content-Length: {body.Length}\r\n") : "")
            + header + "Connection: close\r\n\r\n";
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        while (reply.Ending == FakeEnding.Endless)
        {
            await stream.WriteAsync(body, _stop.Token);
        }

        int sent = reply.Ending == FakeEnding.Truncate ? body.Length / 2 : body.Length;
        await stream.WriteAsync(body.AsMemory(0, sent), _stop.Token);
        if (reply.Ending == FakeEnding.StaysOpen)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }
    }
}

/// <summary>A request that came.</summary>
/// <param name="Head">Request line and headers.</param>
/// <param name="Body">Body.</param>
/// <param name="Timestamp">When, as the system's time provider counts.</param>
internal sealed record FakeRequest(string Head, string Body, long Timestamp);
