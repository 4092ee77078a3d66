using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// What a server of plain text completions replies that echoes prompts as vLLM does. Its tokens are words with the
/// space before them, each as rare as the word has letters; a begin token comes first if it adds one.
/// </summary>
internal static class EchoingServer
{
    /// <summary>The reply to a request's body.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="begin">The begin token; <c>null</c> for none.</param>
    /// <param name="rarity">Nats per letter.</param>
    public static FakeReply Reply(string body, string? begin = "<s>", double rarity = 0.5)
    {
        JsonNode request = JsonNode.Parse(body)!;
        string prompt = request["prompt"]!.GetValue<string>();
        List<string> tokens = [.. begin is null ? Array.Empty<string>() : [begin], .. Split(prompt)];
        int asked = tokens.Count;
        bool echoes = request["echo"]?.GetValue<bool>() == true;
        tokens.Add(" yes");
        double?[] values = [.. tokens.Select((token, i) => i == 0 ? null : (double?)(-rarity * token.Trim().Length))];
        int skipped = echoes ? 0 : asked;
        return new FakeReply
        {
            Body = JsonSerializer.Serialize(new
            {
                choices = new[]
                {
                    new
                    {
                        text = (echoes ? prompt : "") + " yes",
                        finish_reason = "length",
                        logprobs = request["logprobs"] is null ? null : new
                        {
                            tokens = tokens.Skip(skipped),
                            token_logprobs = values.Skip(skipped),
                            top_logprobs = tokens.Skip(skipped).Select(
                                token => new Dictionary<string, double> { [token] = -rarity * token.Trim().Length }),
                        },
                    },
                },
                usage = new { prompt_tokens = asked, completion_tokens = 1, total_tokens = asked + 1 },
            }),
        };
    }

    /// <summary>The reply of a server that does not know <c>echo</c>, as llama-server does not.</summary>
    public static FakeReply ReplyWithoutEcho(string body)
    {
        JsonObject request = JsonNode.Parse(body)!.AsObject();
        request.Remove("echo");
        return Reply(request.ToJsonString());
    }

    private static IEnumerable<string> Split(string text)
    {
        int start = 0;
        for (int i = 1; i <= text.Length; i++)
        {
            if (i == text.Length || (text[i] == ' ' && text[i - 1] != ' '))
            {
                yield return text[start..i];
                start = i;
            }
        }
    }
}
