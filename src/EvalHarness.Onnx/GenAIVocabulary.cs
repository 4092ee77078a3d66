using System.Text.Json;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Onnx;

/// <summary>Reads the tokens of a model folder from its <c>tokenizer.json</c>.</summary>
internal static class GenAIVocabulary
{
    private const string FileName = "tokenizer.json";
    private const string Expected = "\"model\" with \"vocab\", texts with their ids";

    /// <summary>The tokens; an id that the file does not name has the text <c>&lt;unused:ID&gt;</c>.</summary>
    /// <exception cref="InvalidInputException">The file is absent, or does not tell the tokens.</exception>
    public static ModelVocabulary Read(GenAIFolder folder)
    {
        string file = Path.Combine(folder.Path, FileName);
        if (!File.Exists(file))
        {
            throw new InvalidInputException(
                folder.Path, $"a folder without {FileName}", $"{FileName}, which lists its tokens",
                "Export the tokenizer with the model.");
        }

        using JsonDocument document = GenAIFolder.Parse(file);
        string[] texts = new string[folder.VocabularyLength];
        TokenKind[] kinds = new TokenKind[texts.Length];
        for (int id = 0; id < texts.Length; id++)
        {
            (texts[id], kinds[id]) = (FormattableString.Invariant($"<unused:{id}>"), TokenKind.Unused);
        }

        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("model", out JsonElement model)
            || model.ValueKind != JsonValueKind.Object
            || !model.TryGetProperty("vocab", out JsonElement vocabulary))
        {
            throw new InvalidInputException($"{file}: $.model.vocab", "no vocabulary", Expected);
        }

        foreach ((string text, int id) in Entries(file, vocabulary))
        {
            Put(id, text, IsByte(text) ? TokenKind.Byte : TokenKind.Normal);
        }

        foreach ((string text, int id, bool isSpecial) in Added(document.RootElement))
        {
            Put(id, text, isSpecial ? TokenKind.Control : TokenKind.UserDefined);
        }

        return new(texts, kinds, folder.AddsBegin ? folder.BeginId : null, StatesKinds: false);

        // A tokenizer may know more tokens than the model has logits.
        void Put(int id, string text, TokenKind kind)
        {
            if (id >= 0 && id < texts.Length)
            {
                (texts[id], kinds[id]) = (text, kind);
            }
        }
    }

    // Byte-pair and word-piece vocabularies name ids by text, unigram ones list texts with their scores.
    private static IEnumerable<(string Text, int Id)> Entries(string file, JsonElement vocabulary) =>
        vocabulary.ValueKind switch
        {
            JsonValueKind.Object => vocabulary.EnumerateObject()
                .Where(entry => entry.Value.ValueKind == JsonValueKind.Number && entry.Value.TryGetInt32(out _))
                .Select(entry => (entry.Name, entry.Value.GetInt32())),
            JsonValueKind.Array => vocabulary.EnumerateArray().Select((entry, id) =>
                (entry.ValueKind == JsonValueKind.Array && entry.GetArrayLength() > 0
                    && entry[0].ValueKind == JsonValueKind.String ? entry[0].GetString()! : "", id)),
            _ => throw new InvalidInputException($"{file}: $.model.vocab", "no vocabulary", Expected),
        };

    private static IEnumerable<(string Text, int Id, bool IsSpecial)> Added(JsonElement root) =>
        !root.TryGetProperty("added_tokens", out JsonElement added) || added.ValueKind != JsonValueKind.Array ? []
        : added.EnumerateArray()
            .Where(token => token.ValueKind == JsonValueKind.Object
                && token.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.Number
                && id.TryGetInt32(out _)
                && token.TryGetProperty("content", out JsonElement content)
                && content.ValueKind == JsonValueKind.String)
            .Select(token => (
                token.GetProperty("content").GetString()!,
                token.GetProperty("id").GetInt32(),
                token.TryGetProperty("special", out JsonElement special)
                    && special.ValueKind == JsonValueKind.True));

    private static bool IsByte(string text) => text is ['<', '0', 'x', _, _, '>']
        && Uri.IsHexDigit(text[3]) && Uri.IsHexDigit(text[4]);
}
