using System.Globalization;
using System.Text.Json;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models.Endpoints;

namespace EvalHarness.Pipeline.Models.Echo;

/// <summary>
/// Reads an echoed prompt in the two forms that servers know: <c>choices[0].logprobs</c> with <c>tokens</c>,
/// <c>token_logprobs</c> and <c>top_logprobs</c> (OpenAI's legacy completions: tokens as texts), and vLLM's
/// <c>choices[0].prompt_logprobs</c> (one object from id to <c>logprob</c> and <c>decoded_token</c> per token), which
/// is preferred: texts may be the same for several tokens.
/// </summary>
/// <param name="place">The endpoint's address, for messages.</param>
internal sealed class EchoResponseReader(string place)
{
    private const string Expected = "the prompt's tokens with their log-probabilities";
    private const string Fix = "Use a server that returns log-probabilities of prompts.";

    /// <summary>The prompt's tokens in a body that came with a success; what follows them is left out.</summary>
    /// <param name="body">The body.</param>
    /// <param name="tokens">The prompt that was sent.</param>
    /// <exception cref="EndpointException">The body is no JSON, or an error; transient.</exception>
    /// <exception cref="InvalidInputException">It holds no log-probabilities of the prompt.</exception>
    public IReadOnlyList<EchoedToken> Read(ReadOnlyMemory<byte> body, IReadOnlyList<int> tokens)
    {
        try
        {
            using JsonDocument document = TolerantJson.Parse(TolerantJson.Decode(body));
            return Read(document.RootElement, tokens);
        }
        catch (JsonException broken)
        {
            throw new EndpointException(
                FormattableString.Invariant($"The response is not JSON ({body.Length} bytes)."),
                isTransient: true, inner: broken);
        }
        catch (Exception shape) when (shape is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Reject("a response in another format");
        }
    }

    private EchoedToken[] Read(JsonElement root, IReadOnlyList<int> tokens)
    {
        if (EndpointError.From(root) is { } error)
        {
            throw new EndpointException($"The endpoint answered with an error: {error.Text}", isTransient: true);
        }

        if (!root.TryGetProperty("choices", out JsonElement choices) || choices.GetArrayLength() == 0)
        {
            throw new EndpointException("The endpoint answered without a choice.", isTransient: true);
        }

        bool hasIds = choices[0].TryGetProperty("prompt_logprobs", out JsonElement byId)
            && byId.ValueKind != JsonValueKind.Null;
        bool hasTexts = choices[0].TryGetProperty("logprobs", out JsonElement byText)
            && byText.ValueKind != JsonValueKind.Null;
        return hasIds ? ReadIds(byId, tokens)
            : hasTexts && !byText.TryGetProperty("tokens", out _)
                ? throw Reject("log-probabilities of generated text, in the format of chats")
            : hasTexts ? ReadTexts(byText, tokens.Count)
            : throw Reject("a response without log-probabilities");
    }

    private EchoedToken[] ReadIds(JsonElement places, IReadOnlyList<int> tokens)
    {
        RequirePrompt(places.GetArrayLength(), tokens.Count);
        EchoedToken[] echoed = new EchoedToken[tokens.Count];
        foreach ((int i, JsonElement likely) in places.EnumerateArray().Take(echoed.Length).Index())
        {
            EchoedAlternative[] alternatives = likely.ValueKind == JsonValueKind.Null
                ? []
                : [.. likely.EnumerateObject().Select(ReadId)];
            RequireDistinct(alternatives.Select(alternative => alternative.Id!.Value), i);
            EchoedAlternative? own = alternatives
                .Select(alternative => (EchoedAlternative?)alternative)
                .FirstOrDefault(alternative => alternative!.Value.Id == tokens[i]);
            echoed[i] = new(own?.Text, own?.LogProbability, alternatives);
        }

        return echoed;
    }

    private EchoedAlternative ReadId(JsonProperty token) => new(
        int.TryParse(token.Name, NumberStyles.None, CultureInfo.InvariantCulture, out int id)
            ? id
            : throw Reject("a token in prompt_logprobs that is not an id"),
        token.Value.TryGetProperty("decoded_token", out JsonElement text) ? text.GetString() : null,
        token.Value.GetProperty("logprob").GetDouble());

    private EchoedToken[] ReadTexts(JsonElement logProbabilities, int count)
    {
        JsonElement texts = logProbabilities.GetProperty("tokens");
        JsonElement own = logProbabilities.GetProperty("token_logprobs");
        JsonElement likely = logProbabilities.GetProperty("top_logprobs");
        RequirePrompt(texts.GetArrayLength(), count);
        RequirePrompt(own.GetArrayLength(), count);
        RequirePrompt(likely.GetArrayLength(), count);
        return [.. texts.EnumerateArray()
            .Zip(own.EnumerateArray(), likely.EnumerateArray())
            .Take(count)
            .Select((token, i) => ReadText(token.First, token.Second, token.Third, i))];
    }

    private EchoedToken ReadText(JsonElement text, JsonElement own, JsonElement likely, int at)
    {
        EchoedAlternative[] alternatives = likely.ValueKind == JsonValueKind.Null
            ? []
            : [.. likely.EnumerateObject().Select(
                token => new EchoedAlternative(Id: null, token.Name, token.Value.GetDouble()))];
        RequireDistinct(alternatives.Select(alternative => alternative.Text!), at);
        return new(
            text.GetString() ?? throw Reject(FormattableString.Invariant($"no text of token {at}")),
            own.ValueKind == JsonValueKind.Null ? null : own.GetDouble(),
            alternatives);
    }

    private void RequirePrompt(int found, int sent)
    {
        if (found < sent)
        {
            throw Reject(FormattableString.Invariant(
                $"{found} tokens in the response to a prompt of {sent}, which is not echoed"));
        }
    }

    private void RequireDistinct<T>(IEnumerable<T> tokens, int at)
    {
        HashSet<T> seen = [];
        if (!tokens.All(seen.Add))
        {
            throw Reject(FormattableString.Invariant($"a duplicate token among the most likely at token {at}"));
        }
    }

    private InvalidInputException Reject(string found) => new(place, found, Expected, Fix);
}
