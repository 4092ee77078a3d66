using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace EvalHarness.TestServer;

// Answers "answer N" to whatever speaks of "item N", and repeats the question otherwise.
internal sealed partial class ChatServer(IReadOnlyDictionary<string, string> options)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _chats;

    public async Task ServeAsync()
    {
        using HttpListener listener = new();
        listener.Prefixes.Add($"http://127.0.0.1:{options["port"]}/");
        listener.Start();
        Console.WriteLine("listening on " + options["port"]);
        while (true)
        {
            HttpListenerContext context = await listener.GetContextAsync();
            _ = Task.Run(() => AnswerAsync(context));
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        string path = context.Request.Url!.AbsolutePath;
        (int status, string body) = path == "/health" ? Health()
            : options.TryGetValue("key", out string? key) && context.Request.Headers["Authorization"] != "Bearer " + key
                ? (401, """{"error":{"message":"wrong key"}}""")
            : path.EndsWith("/models", StringComparison.Ordinal) ? (200, """{"object":"list","data":[]}""")
            : path.EndsWith("/chat/completions", StringComparison.Ordinal) ? await ChatAsync(context.Request)
            : (404, "{}");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await using StreamWriter writer = new(context.Response.OutputStream);
        await writer.WriteAsync(body);
    }

    private (int Status, string Body) Health()
    {
        int wait = int.Parse(options.GetValueOrDefault("ready-after", "0"), CultureInfo.InvariantCulture);
        return options.ContainsKey("no-health") ? (404, "{}")
            : Stopwatch.GetElapsedTime(_started).TotalMilliseconds < wait ? (503, "{}")
            : (200, "{}");
    }

    private async Task<(int Status, string Body)> ChatAsync(HttpListenerRequest request)
    {
        if (options.TryGetValue("die-after", out string? most)
            && Interlocked.Increment(ref _chats) > int.Parse(most, CultureInfo.InvariantCulture))
        {
            Console.Error.WriteLine("out of memory");
            Environment.Exit(7);
        }

        await Task.Delay(int.Parse(options.GetValueOrDefault("slow", "0"), CultureInfo.InvariantCulture));
        JsonNode body = (await JsonNode.ParseAsync(request.InputStream))!;
        string question = body["messages"]!.AsArray()[^1]!["content"]!.GetValue<string>();
        Match item = Item().Match(question);
        return (200, JsonSerializer.Serialize(new
        {
            id = "chatcmpl-1",
            model = body["model"]!.GetValue<string>(),
            choices = new[]
            {
                new
                {
                    index = 0,
                    finish_reason = "stop",
                    message = new
                    {
                        role = "assistant",
                        content = item.Success ? "answer " + item.Groups[1].Value : question,
                    },
                },
            },
            usage = new { prompt_tokens = 20, completion_tokens = 10, total_tokens = 30 },
        }));
    }

    [GeneratedRegex(@"item (\d+)")]
    private static partial Regex Item();
}
