using System.Text.Json;
using EvalHarness.Pipeline.Files;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// Reads the body of an answer of <c>/embeddings</c>; whatever is not one vector of numbers for every text is an error.
/// </summary>
internal static class EmbeddingReader
{
    /// <summary>The embeddings in the order of the texts.</summary>
    /// <param name="body">The body that came with a success.</param>
    /// <param name="texts">Number of the texts.</param>
    /// <exception cref="EndpointException">The body is something else; says what, and what to change.</exception>
    public static GeneratedEmbeddings<Embedding<float>> Read(ReadOnlyMemory<byte> body, int texts)
    {
        try
        {
            using JsonDocument document = TolerantJson.Parse(TolerantJson.Decode(body));
            JsonElement root = document.RootElement;
            return EndpointError.From(root) is { } error
                ? throw new EndpointException(
                    $"The endpoint answered with an error: {error.Text}", isTransient: true)
                : new(Order(root, texts)) { Usage = ChatResponseReader.UsageOf(root) };
        }
        catch (Exception broken) when (broken is JsonException or FormatException)
        {
            throw new EndpointException(
                broken is FormatException ? "The answer is not UTF-8."
                    : ChatResponseReader.Describe(body, "a list of embeddings"),
                isTransient: true, inner: broken);
        }
    }

    private static Embedding<float>[] Order(JsonElement root, int texts)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("data", out JsonElement data)
            || data.ValueKind != JsonValueKind.Array)
        {
            throw Wrong("The response is not a list of embeddings: it has no \"data\". Check that the address is that "
                + "of an OpenAI-compatible endpoint with /embeddings, and that the model is an embedding model.");
        }

        if (data.GetArrayLength() != texts)
        {
            throw Wrong(
                FormattableString.Invariant($"The endpoint gave {data.GetArrayLength()} embeddings for {texts} texts; ")
                + "it must give one for each. Check that its /embeddings takes lists of texts as \"input\".");
        }

        Embedding<float>?[] ordered = new Embedding<float>?[texts];
        foreach (JsonElement item in data.EnumerateArray())
        {
            int place = PlaceOf(item, texts);
            ordered[place] = ordered[place] is null ? new(VectorOf(item, place)) : throw Wrong(
                FormattableString.Invariant($"The endpoint gave two embeddings with the index {place}: ")
                + "it does not say which text each belongs to.");
        }

        return [.. ordered.OfType<Embedding<float>>()];
    }

    private static int PlaceOf(JsonElement item, int texts)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw Wrong("An item of \"data\" is not an object with \"index\" and \"embedding\".");
        }

        if (!item.TryGetProperty("index", out JsonElement index))
        {
            // The only vector is that of the only text.
            return texts == 1 ? 0 : throw Wrong(
                "The endpoint gave embeddings without an \"index\": it does not say which text each belongs to.");
        }

        return index.ValueKind == JsonValueKind.Number && index.TryGetInt32(out int place)
            && place >= 0 && place < texts
            ? place
            : throw Wrong(FormattableString.Invariant(
                $"The endpoint gave an embedding with the index {Shown(index)}; expected 0 to {texts - 1}."));
    }

    private static float[] VectorOf(JsonElement item, int place)
    {
        if (!item.TryGetProperty("embedding", out JsonElement embedding))
        {
            throw Wrong(FormattableString.Invariant($"The item with the index {place} has no \"embedding\"."));
        }

        if (embedding.ValueKind == JsonValueKind.String)
        {
            throw Wrong("The endpoint gave an embedding as a text in base64, and was asked for numbers. If the model's "
                + "\"parameters\" set \"encoding_format\", remove it; otherwise use a server that knows "
                + "\"encoding_format\": \"float\".");
        }

        if (embedding.ValueKind != JsonValueKind.Array)
        {
            throw Wrong(FormattableString.Invariant(
                $"The embedding with the index {place} is {Shown(embedding)}, not a list of numbers."));
        }

        float[] vector = new float[embedding.GetArrayLength()];
        int i = 0;
        foreach (JsonElement number in embedding.EnumerateArray())
        {
            // NaN and Infinity, which are no JSON, read as null.
            vector[i++] = number.ValueKind == JsonValueKind.Number && number.TryGetSingle(out float value)
                && float.IsFinite(value)
                ? value
                : throw Wrong(
                    FormattableString.Invariant($"The embedding with the index {place} holds {Shown(number)} at ")
                    + FormattableString.Invariant($"dimension {i - 1}, not a finite number. ")
                    + (number.ValueKind == JsonValueKind.Array
                        ? "The server gives a vector per token: set its pooling, such as llama-server --pooling mean."
                        : "Check the server's number type: an overflow of half precision gives such vectors."));
        }

        return vector;
    }

    private static string Shown(JsonElement value)
    {
        string text = value.GetRawText();
        return value.ValueKind switch
        {
            JsonValueKind.Null => "null, NaN or Infinity",
            JsonValueKind.Array => "a list",
            JsonValueKind.Object => "an object",
            _ => text.Length <= 40 ? text : text[..40] + "…",
        };
    }

    private static EndpointException Wrong(string message) => new(message, isTransient: false);
}
