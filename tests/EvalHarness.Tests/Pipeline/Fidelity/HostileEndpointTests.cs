using System.Text.Json.Nodes;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Fidelity;

public sealed class HostileEndpointTests : IDisposable
{
    private const int At = 20;

    private readonly TemporaryFolder _folder = new();
    private readonly string _model;
    private readonly string _text;

    public HostileEndpointTests()
    {
        _model = new TinyGguf().WriteTo(_folder.File("model.gguf"));
        _text = _folder.Write("text.txt", string.Concat(Enumerable.Repeat("hello and the other in all ", 8)));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nothing of the prompt", "a response without log-probabilities")]
    [InlineData("chat", "in the format of chats")]
    [InlineData("written token alone", "1 tokens in the response to a prompt of 32, which is not echoed")]
    [InlineData("one position less", "31 tokens in the response to a prompt of 32")]
    [InlineData("fewer likeliest", "31 tokens in the response to a prompt of 32")]
    [InlineData("another token", "\"zzz\" as token 20 of a prompt")]
    [InlineData("no number", "a response in another format")]
    [InlineData("infinity", "a log-probability of -Infinity")]
    [InlineData("ln of nothing", "a log-probability of -9999")]
    [InlineData("positive", "a log-probability of 0.5")]
    [InlineData("positive among the likeliest", "a log-probability of 0.5")]
    [InlineData("null", "no log-probability of the token that was sent")]
    [InlineData("null text", "no text of token 20")]
    [InlineData("two words on one token", "two log-probabilities of the token")]
    [InlineData("more than 1", "probabilities that add up to")]
    [InlineData("not the likeliest", "which may lack the most likely one")]
    [InlineData("likeliest as a list", "a response in another format")]
    [InlineData("no choices", "a response in another format")]
    public async Task AnAnswerByTextsThatIsNoneIsRefused(string fault, string words) =>
        await Refuses(namesIds: false, answer => Break(answer, fault), words);

    [Theory]
    [InlineData("one position less", "31 tokens in the response to a prompt of 32")]
    [InlineData("no id", "a token in prompt_logprobs that is not an id")]
    [InlineData("twice", "a duplicate token among the most likely at token 20")]
    [InlineData("without the token", "no log-probability of the token that was sent")]
    [InlineData("another text", "\"zzz\" as token 20 of a prompt")]
    [InlineData("no number", "a response in another format")]
    [InlineData("positive", "a log-probability of 0.5")]
    public async Task AnAnswerByIdsThatIsNoneIsRefused(string fault, string words) =>
        await Refuses(namesIds: true, answer => BreakIds(answer["choices"]![0]!, fault), words);

    private async Task Refuses(bool namesIds, Action<JsonNode> change, string words)
    {
        await using EchoEndpoint server = new(_model) { NamesIds = namesIds, Change = change };
        InvalidInputException error = await Assert.ThrowsAsync<InvalidInputException>(
            () => DivergenceMeasurement.MeasureAsync(
                new DivergenceRequest
                {
                    BasePath = _model,
                    CandidatePath = server.Address.AbsoluteUri,
                    CandidateEndpoint = new() { Address = server.Address, Model = "m" },
                    TextPath = _text,
                    Context = 32,
                    Threads = 1,
                    TopTokens = 20,
                },
                new Progress<DivergenceProgress>(),
                CancellationToken.None));
        Assert.StartsWith(server.Address.AbsoluteUri, error.Message, StringComparison.Ordinal);
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
    }

    private static void Break(JsonNode answer, string fault)
    {
        JsonNode choice = answer["choices"]![0]!;
        JsonNode said = choice["logprobs"]!;
        JsonArray own = said["token_logprobs"]!.AsArray();
        JsonArray likely = said["top_logprobs"]!.AsArray();
        JsonObject here = likely[At]!.AsObject();
        string token = (string)said["tokens"]![At]!;
        switch (fault)
        {
            case "nothing of the prompt":
                choice["logprobs"] = null;
                break;
            case "chat":
                choice["logprobs"] = JsonNode.Parse("""{"content":[]}""");
                break;
            case "written token alone":
                choice["logprobs"] = JsonNode.Parse(
                    """{"tokens":["a"],"token_logprobs":[-1],"top_logprobs":[{"a":-1}]}""");
                break;
            case "one position less":
                own.RemoveAt(At);
                break;
            case "fewer likeliest":
                likely.RemoveAt(At);
                break;
            case "another token":
                said["tokens"]![At] = "zzz";
                break;
            case "no number":
                own[At] = "NaN";
                break;
            case "infinity":
                own[At] = JsonNode.Parse("-1e999");
                break;
            case "ln of nothing":
                own[At] = -9999.0;
                break;
            case "positive":
                own[At] = 0.5;
                break;
            case "positive among the likeliest":
                here[token] = 0.5;
                break;
            case "null":
                own[At] = null;
                break;
            case "null text":
                said["tokens"]![At] = null;
                break;
            case "two words on one token":
                here[token] = (double)own[At]! - 1;
                break;
            case "more than 1":
                foreach (string name in here.Select(pair => pair.Key).Where(name => name != token).ToArray())
                {
                    here[name] = -0.5;
                }

                break;
            case "not the likeliest":
                foreach (string name in here.OrderByDescending(pair => (double)pair.Value!)
                    .Select(pair => pair.Key).Where(name => name != token).Take(2).ToArray())
                {
                    here.Remove(name);
                }

                break;
            case "likeliest as a list":
                likely[At] = JsonNode.Parse("[1]");
                break;
            default:
                answer["choices"] = "none";
                break;
        }
    }

    private static void BreakIds(JsonNode choice, string fault)
    {
        JsonArray places = choice["prompt_logprobs"]!.AsArray();
        JsonObject here = places[At]!.AsObject();
        string token = here.Last().Key;
        switch (fault)
        {
            case "one position less":
                places.RemoveAt(At);
                break;
            case "no id":
                here["the"] = here.First().Value!.DeepClone();
                break;
            case "twice":
                here["0" + token] = here[token]!.DeepClone();
                break;
            case "without the token":
                here.Remove(token);
                break;
            case "another text":
                here[token]!["decoded_token"] = "zzz";
                break;
            case "no number":
                here[token]!["logprob"] = "NaN";
                break;
            default:
                here[token]!["logprob"] = 0.5;
                break;
        }
    }
}
