using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EvalHarness.TestServer;

// Answers "answer N" to whatever speaks of "item N", and repeats the question otherwise.
internal sealed partial class ChatServer(IReadOnlyDictionary<string, string> options)
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private int _chats;

    public async Task ServeAsync()
    {
        int port = int.Parse(options["port"], CultureInfo.InvariantCulture);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<IHostLifetime, Unattended>();
        builder.WebHost.ConfigureKestrel(server => server.Listen(IPAddress.Loopback, port));
        await using WebApplication server = builder.Build();
        server.Run(AnswerAsync);
        await server.StartAsync();
        Console.WriteLine("listening on " + options["port"]);
        await server.WaitForShutdownAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        string path = context.Request.Path;
        (int status, string body) = path == "/health" ? Health()
            : options.TryGetValue("key", out string? key) && context.Request.Headers.Authorization != "Bearer " + key
                ? (401, """{"error":{"message":"wrong key"}}""")
            : path.EndsWith("/models", StringComparison.Ordinal) ? (200, """{"object":"list","data":[]}""")
            : path.EndsWith("/chat/completions", StringComparison.Ordinal) ? await ChatAsync(context.Request)
            : path.EndsWith("/embeddings", StringComparison.Ordinal) && options.ContainsKey("embeddings")
                ? await EmbedAsync(context.Request)
            : (404, "{}");
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }

    private (int Status, string Body) Health()
    {
        int wait = int.Parse(options.GetValueOrDefault("ready-after", "0"), CultureInfo.InvariantCulture);
        return options.ContainsKey("no-health") ? (404, "{}")
            : Stopwatch.GetElapsedTime(_started).TotalMilliseconds < wait ? (503, "{}")
            : (200, "{}");
    }

    private static async Task<(int Status, string Body)> EmbedAsync(HttpRequest request) =>
        (200, JsonSerializer.Serialize(new
        {
            data = (await JsonNode.ParseAsync(request.Body))!["input"]!.AsArray().Select((text, index) =>
                new { index, embedding = (int[])[text!.GetValue<string>().Length, 1] }),
        }));

    private async Task<(int Status, string Body)> ChatAsync(HttpRequest request)
    {
        if (options.TryGetValue("die-after", out string? most)
            && Interlocked.Increment(ref _chats) > int.Parse(most, CultureInfo.InvariantCulture))
        {
            Console.Error.WriteLine("out of memory");
            Environment.Exit(7);
        }

        await Task.Delay(int.Parse(options.GetValueOrDefault("slow", "0"), CultureInfo.InvariantCulture));
        JsonNode body = (await JsonNode.ParseAsync(request.Body))!;
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
