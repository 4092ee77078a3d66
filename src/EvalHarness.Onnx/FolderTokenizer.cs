using System.Text.Json;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Onnx.Export;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Onnx;

/// <summary>
/// Reads a model folder's tokenizer without the library: byte-level BPE that is split as one of the known
/// pre-tokenizers does. As the library does, it takes a word that is a token whole.
/// </summary>
internal static class FolderTokenizer
{
    private const string Prefix = "tokenizer.ggml.";

    /// <summary>The tokenizer; <c>null</c> where the folder describes one of another kind.</summary>
    public static Tokenizer? Find(GenAIFolder folder)
    {
        string file = Path.Combine(folder.Path, "tokenizer.json");
        if (!File.Exists(file))
        {
            return null;
        }

        using JsonDocument document = GenAIFolder.Parse(file);
        JsonElement root = document.RootElement;
        if (Member(root, "normalizer").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null)
            || Member(root, "model") is not { ValueKind: JsonValueKind.Object } model
            || TextOf(Member(model, "type")) != "BPE"
            || FindWords(Member(root, "pre_tokenizer")) is not { } words
            || FindMerges(Member(model, "merges")) is not { } merges
            || Member(model, "vocab").ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        ModelVocabulary vocabulary = GenAIVocabulary.Read(folder);
        List<GgufMetadataEntry> entries =
        [
            Entry("model", "gpt2"),
            Entry("pre", words),
            Entry("tokens", vocabulary.Texts),
            Entry("token_type", Array.ConvertAll(vocabulary.Kinds, kind => (int)kind)),
            Entry("merges", merges),
            Entry("add_bos_token", folder.AddsBegin),
        ];
        if (folder.BeginId is >= 0 and { } begin && begin < vocabulary.Texts.Length)
        {
            entries.Add(Entry("bos_token_id", (uint)begin));
        }

        try
        {
            return TokenizerFactory.FromMetadata(new GgufMetadata(entries), takesWholeWords: true);
        }
        catch (GgufFormatException)
        {
            // A merge of what is no token, for example.
            return null;
        }
    }

    private static GgufMetadataEntry Entry(string name, object value) =>
        new(Prefix + name, GgufValueType.String, ElementType: null, value, ByteOffset: 0);

    // Digits, white space and the like as steps of their own are not read.
    private static string? FindWords(JsonElement words)
    {
        JsonElement[] steps = TextOf(Member(words, "type")) == "Sequence"
            && Member(words, "pretokenizers") is { ValueKind: JsonValueKind.Array } list
                ? [.. list.EnumerateArray()]
                : [words];
        if (steps.Length == 0 || TextOf(Member(steps[^1], "type")) != "ByteLevel"
            || Member(steps[^1], "add_prefix_space").ValueKind == JsonValueKind.True
            || (Member(steps[^1], "use_regex").ValueKind == JsonValueKind.False) != (steps.Length > 1))
        {
            return null;
        }

        string?[] expressions = [.. steps.SkipLast(1).Select(step => TextOf(Member(step, "type")) == "Split"
            && TextOf(Member(step, "behavior")) == "Isolated"
                ? TextOf(Member(Member(step, "pattern"), "Regex"))
                : null)];
        return expressions.Contains(null) ? null : WordSplits.FindName([.. expressions.OfType<string>()]);
    }

    // A merge is a text with a space in it, or a list of two texts.
    private static string[]? FindMerges(JsonElement merges)
    {
        if (merges.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        string?[] found = [.. merges.EnumerateArray().Select(merge => merge.ValueKind switch
        {
            JsonValueKind.String => merge.GetString(),
            JsonValueKind.Array when merge.GetArrayLength() == 2
                && TextOf(merge[0]) is { } left && TextOf(merge[1]) is { } right => $"{left} {right}",
            _ => null,
        })];
        return found.Contains(null) ? null : [.. found.OfType<string>()];
    }

    private static JsonElement Member(JsonElement parent, string key) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(key, out JsonElement value) ? value : default;

    private static string? TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
