using System.Text;
using System.Text.Json.Nodes;
using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// An endpoint on the loopback that says how likely the tokens of a prompt are, by a GGUF model in the embedded engine.
/// </summary>
internal sealed class EchoEndpoint : IAsyncDisposable
{
    private readonly InferenceEngine _engine;
    private readonly FakeEndpoint _server;
    private readonly Lock _lock = new();
    private int _running;

    /// <summary>Serves a model.</summary>
    public EchoEndpoint(string path)
    {
        _engine = InferenceEngine.Load(
            path, new EngineOptions { Threads = 1, MaxSequences = 4, ContextLength = 256 });
        _server = new FakeEndpoint(Reply);
    }

    /// <summary>Tokens are named by their ids, as vLLM does, not by their texts alone.</summary>
    public bool NamesIds { get; init; } = true;

    /// <summary>Writes at least one token behind a prompt, and refuses to write none.</summary>
    public bool AlwaysWrites { get; init; }

    /// <summary>Changes an answer before it is sent.</summary>
    public Action<JsonNode> Change { get; init; } = _ => { };

    /// <summary>Does something else than to answer; by how often the same request came before.</summary>
    public Func<string, int, FakeReply?> Instead { get; init; } = (_, _) => null;

    /// <summary>Milliseconds that a prompt takes, by its first token after the begin token.</summary>
    public Func<int, int> Delay { get; init; } = _ => 0;

    /// <summary>Address with version path.</summary>
    public Uri Address => _server.Address;

    /// <summary>What was asked.</summary>
    public IReadOnlyCollection<FakeRequest> Requests => _server.Requests;

    /// <summary>Most requests that were under way at once.</summary>
    public int MostAtOnce { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _engine.DisposeAsync();
    }

    private FakeReply Reply(string body, int before)
    {
        lock (_lock)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_running);
        }

        try
        {
            JsonNode request = JsonNode.Parse(body)!;
            if (Instead(body, before) is { } other)
            {
                return other;
            }

            int written = (int)request["max_tokens"]!;
            if (AlwaysWrites && written == 0)
            {
                return new() { Status = 400, Body = """{"error":{"message":"max_tokens must be at least 1"}}""" };
            }

            int[] prompt = [.. request["prompt"]!.AsArray().Select(token => (int)token!)];
            Thread.Sleep(Delay(prompt[1]));
            return Answer(prompt, (int)request["logprobs"]!, written);
        }
        finally
        {
            lock (_lock)
            {
                _running--;
            }
        }
    }

    private FakeReply Answer(int[] prompt, int top, int written)
    {
        JsonArray tokens = [TextOf(prompt[0])];
        JsonArray own = [null];
        JsonArray likely = [null];
        JsonArray byId = [null];
        _engine.ReadLogitsAsync(prompt, 0, Read, CancellationToken.None).GetAwaiter().GetResult();
        JsonObject choice = new()
        {
            ["text"] = "",
            ["logprobs"] = new JsonObject
            {
                ["tokens"] = tokens,
                ["token_logprobs"] = own,
                ["top_logprobs"] = likely,
            },
        };
        if (NamesIds)
        {
            choice["prompt_logprobs"] = byId;
        }

        JsonObject answer = new() { ["choices"] = new JsonArray(choice) };
        Change(answer);
        return new() { Body = answer.ToJsonString() };

        void Read(int position, ReadOnlySpan<float> logits)
        {
            double normalizer = LogSoftmax.Normalizer(logits);
            int[] ids = new int[Math.Min(top, logits.Length)];
            TopTokens.Find(logits, ids);
            if (position + 1 < prompt.Length)
            {
                int next = prompt[position + 1];
                tokens.Add(TextOf(next));
                own.Add(logits[next] - normalizer);
                JsonObject texts = [];
                JsonObject named = [];
                foreach (int id in ids.Append(next))
                {
                    texts[TextOf(id)] = logits[id] - normalizer;
                    named[$"{id}"] = new JsonObject
                    {
                        ["logprob"] = logits[id] - normalizer,
                        ["decoded_token"] = TextOf(id),
                    };
                }

                likely.Add(texts);
                byId.Add(named);
            }
            else if (written > 0)
            {
                tokens.Add(TextOf(ids[0]));
                own.Add(logits[ids[0]] - normalizer);
                likely.Add(new JsonObject { [TextOf(ids[0])] = logits[ids[0]] - normalizer });
            }
        }
    }

    private string TextOf(int id)
    {
        byte[] bytes = _engine.Tokenizer.DecodeBytes(id).ToArray();
        string text = Encoding.UTF8.GetString(bytes);
        return _engine.Tokenizer.KindOf(id) is TokenKind.Control or TokenKind.Unknown ? _engine.Tokenizer.TextOf(id)
            : Encoding.UTF8.GetBytes(text).AsSpan().SequenceEqual(bytes) ? text
            : "bytes:" + string.Concat(bytes.Select(b => $"\\x{b:x2}"));
    }
}
