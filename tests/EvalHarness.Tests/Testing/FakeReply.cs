using System.Text.Json;

namespace EvalHarness.Tests.Testing;

/// <summary>What the fake endpoint does with one request.</summary>
internal sealed record FakeReply
{
    /// <summary>HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>Body, in JSON or not.</summary>
    public string Body { get; init; } = "";

    /// <summary>A header line beside those of the body; <c>null</c> for none.</summary>
    public string? Header { get; init; }

    /// <summary>Content type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>How the connection ends.</summary>
    public FakeEnding Ending { get; init; }

    /// <summary>A whole answer of a model.</summary>
    public static FakeReply Answer(string text) => new()
    {
        Body = JsonSerializer.Serialize(new
        {
            id = "chatcmpl-1",
            model = "m",
            choices = new[] { new { index = 0, finish_reason = "stop", message = new { role = "assistant", content = text } } },
            usage = new { prompt_tokens = 20, completion_tokens = 10, total_tokens = 30 },
        }),
    };

    /// <summary>A fault by name.</summary>
    public static FakeReply Fault(string name) => name switch
    {
        "429" => new() { Status = 429, Body = """{"error":{"message":"slow down"}}""", Header = "Retry-After: 1" },
        "500" => new() { Status = 500, Body = """{"error":{"message":"injected"}}""" },
        "reset" => new() { Ending = FakeEnding.Reset },
        "truncated" => Answer("half an answer") with { Ending = FakeEnding.Truncate },
        "invalid JSON" => new() { Body = """{"choices":[{"message":@@""" },
        "no chat completion" => new() { Body = """{"choices":"none"}""" },
        "empty body" => new(),
        "empty text" => new() { Body = """{"choices":[{"finish_reason":null,"message":{"content":""}}]}""" },
        "no content" => new() { Status = 204 },
        "cut stream" => new()
        {
            ContentType = "text/event-stream",
            Body = "data: {\"choices\":[{\"delta\":{\"content\":\"half\"}}]}\n\n",
        },
        "no choice" => new() { Body = """{"choices":[]}""" },
        "error with status 200" => new() { Body = """{"error":{"message":"overloaded","code":503}}""" },
        "hang" => new() { Ending = FakeEnding.Hang },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such fault."),
    };
}

/// <summary>How a reply ends.</summary>
internal enum FakeEnding
{
    /// <summary>Whole.</summary>
    Whole,

    /// <summary>The connection is reset before anything is said.</summary>
    Reset,

    /// <summary>Half of the body, then the end.</summary>
    Truncate,

    /// <summary>Nothing is ever said.</summary>
    Hang,

    /// <summary>The body is sent again and again, without any length, until the client leaves.</summary>
    Endless,

    /// <summary>The body is sent without any length, and the connection stays open.</summary>
    StaysOpen,
}
