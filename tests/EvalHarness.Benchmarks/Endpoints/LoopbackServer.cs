using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace EvalHarness.Benchmarks.Endpoints;

/// <summary>
/// An OpenAI-compatible server that answers after 20 ms, and does a share of the requests one of seven wrongs. It
/// watches that nobody repeats a refused request before its <c>Retry-After</c> of one second has passed.
/// </summary>
internal static class LoopbackServer
{
    private static readonly string[] s_faults = ["429", "500", "reset", "torn", "bad JSON", "empty", "hang"];
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);
    private static readonly ConcurrentDictionary<string, int> s_attempts = [];
    private static readonly ConcurrentDictionary<string, long> s_refused = [];
    private static int s_requests;
    private static int s_faulty;
    private static int s_early;

    public static async Task<int> RunAsync(int port, double faults)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        WebApplication server = builder.Build();
        server.MapGet("/v1/models", () => """{"object":"list","data":[]}""");
        server.MapGet("/stats", () => $"{s_requests} {s_faulty} {s_early}");
        server.MapPost("/v1/chat/completions", context => AnswerAsync(context, faults));
        await server.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context, double faults)
    {
        JsonNode body = (await JsonNode.ParseAsync(context.Request.Body))!;
        string question = (string)body["messages"]![0]!["content"]!;
        string key = (string)body["model"]! + question;
        Interlocked.Increment(ref s_requests);
        if (s_refused.TryRemove(key, out long refused) && Stopwatch.GetElapsedTime(refused) < s_retryAfter)
        {
            Interlocked.Increment(ref s_early);
        }

        string? fault = Draw(key, s_attempts.AddOrUpdate(key, 0, (_, before) => before + 1), faults);
        if (fault == "hang")
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return;
        }

        await Task.Delay(EndpointWorkload.Latency);
        await (fault switch
        {
            "429" => RefuseAsync(context.Response, key),
            "500" => WriteAsync(context.Response, 500, """{"error":{"message":"injected"}}"""),
            "reset" => Abort(context),
            "torn" => TearAsync(context, Whole(EndpointWorkload.Answer(question))),
            "bad JSON" => WriteAsync(context.Response, 200, Whole(EndpointWorkload.Answer(question))[..^9] + "@@"),
            "empty" => WriteAsync(context.Response, 200, Whole("")),
            _ => WriteAsync(context.Response, 200, Whole(EndpointWorkload.Answer(question))),
        });
    }

    private static string? Draw(string key, int attempt, double faults)
    {
        Random random = new(key.Aggregate(attempt, (hash, c) => unchecked((hash * 31) + c)));
        if (random.NextDouble() >= faults)
        {
            return null;
        }

        Interlocked.Increment(ref s_faulty);
        return s_faults[random.Next(s_faults.Length)];
    }

    private static Task RefuseAsync(HttpResponse response, string key)
    {
        response.Headers.RetryAfter = "1";
        s_refused[key] = Stopwatch.GetTimestamp();
        return WriteAsync(response, 429, """{"error":{"message":"too many"}}""");
    }

    private static Task Abort(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static async Task TearAsync(HttpContext context, string body)
    {
        context.Response.ContentLength = body.Length;
        await context.Response.WriteAsync(body[..(body.Length / 2)]);
        await context.Response.Body.FlushAsync();
        context.Abort();
    }

    private static Task WriteAsync(HttpResponse response, int status, string body)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        response.ContentLength = Encoding.UTF8.GetByteCount(body);
        return response.WriteAsync(body);
    }

    private static string Whole(string text) => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        @object = "chat.completion",
        model = "m",
        choices = new[]
        {
            new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = text } },
        },
        usage = new { prompt_tokens = 20, completion_tokens = 10, total_tokens = 30 },
    });
}
