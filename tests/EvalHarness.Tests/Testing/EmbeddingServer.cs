using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvalHarness.Tests.Testing;

/// <summary>What an OpenAI-compatible server replies to <c>/embeddings</c>.</summary>
internal static class EmbeddingServer
{
    /// <summary>The reply to a request's body, its vectors in reverse: only the index tells them apart.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="vectors">
    /// The vector of a text; <c>null</c> refuses the request, as for a text that is too long.
    /// </param>
    /// <param name="countsTokens">The reply says how many tokens were read: one per text.</param>
    public static FakeReply Reply(string body, Func<string, float[]?> vectors, bool countsTokens = false)
    {
        string[] texts = TextsOf(body);
        float[]?[] found = [.. texts.Select(vectors)];
        return found.Contains(null)
            ? new FakeReply { Status = 400, Body = """{"error":{"message":"input is longer than 512 tokens"}}""" }
            : new FakeReply
            {
                Body = JsonSerializer.Serialize(new
                {
                    data = found.Select((embedding, index) => new { index, embedding }).Reverse(),
                    usage = countsTokens ? new { prompt_tokens = texts.Length } : null,
                }),
            };
    }

    /// <summary>The texts of a request.</summary>
    public static string[] TextsOf(string body) =>
        [.. JsonNode.Parse(body)!["input"]!.AsArray().Select(text => (string)text!)];
}
