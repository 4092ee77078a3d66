using System.Text.Json;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Onnx.Export;

/// <summary>
/// Writes a byte-level BPE tokenizer as the files <c>tokenizer.json</c> and <c>tokenizer_config.json</c> that ONNX
/// Runtime GenAI reads.
/// </summary>
internal static class TokenizerFiles
{
    private const string PreKey = "tokenizer.ggml.pre";
    private const string ModelKey = "tokenizer.ggml.model";
    private const string TemplateKey = "tokenizer.chat_template";

    private static readonly JsonWriterOptions s_indented = new() { Indented = true };

    /// <summary>Refuses a tokenizer that the files cannot express as the embedded engine reads it.</summary>
    /// <exception cref="GgufFormatException">The tokenizer is of another kind.</exception>
    public static void RequireSupported(GgufMetadata metadata)
    {
        if (metadata.GetString(ModelKey) is not "gpt2" and string model)
        {
            throw metadata.Reject(
                ModelKey, $"the tokenizer '{model}'", "'gpt2' (byte-level BPE), which the export can write",
                "Use a GenAI folder from the model's own publisher.");
        }

        if (WordSplits.Find(metadata.FindString(PreKey)) is null)
        {
            throw metadata.Reject(
                PreKey,
                metadata.FindString(PreKey) is { } pre ? $"the pre-tokenizer '{pre}'" : "no pre-tokenizer",
                string.Join(", ", WordSplits.Names),
                "Use a GenAI folder from the model's own publisher.");
        }
    }

    /// <summary>Writes both files.</summary>
    public static void Write(GgufMetadata metadata, string folder)
    {
        TokenVocabulary vocabulary = new(metadata);
        using (FileStream target = File.Create(Path.Combine(folder, "tokenizer.json")))
        using (Utf8JsonWriter json = new(target, s_indented))
        {
            WriteTokenizer(json, metadata, vocabulary);
        }

        using FileStream settings = File.Create(Path.Combine(folder, "tokenizer_config.json"));
        using Utf8JsonWriter config = new(settings, s_indented);
        WriteSettings(config, metadata, vocabulary);
    }

    private static void WriteTokenizer(Utf8JsonWriter json, GgufMetadata metadata, TokenVocabulary vocabulary)
    {
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        WriteSpecialTokens(json, vocabulary);
        json.WriteNull("normalizer");
        WriteWords(json, WordSplits.Find(metadata.FindString(PreKey))!);
        json.WriteNull("post_processor");
        json.WriteStartObject("decoder");
        json.WriteString("type", "ByteLevel");
        json.WriteEndObject();
        WriteMerges(json, vocabulary);
        json.WriteEndObject();
    }

    private static void WriteSpecialTokens(Utf8JsonWriter json, TokenVocabulary vocabulary)
    {
        json.WriteStartArray("added_tokens");
        for (int id = 0; id < vocabulary.Texts.Length; id++)
        {
            if (vocabulary.Kinds[id] is TokenKind.Control or TokenKind.Unknown or TokenKind.UserDefined)
            {
                json.WriteStartObject();
                json.WriteNumber("id", id);
                json.WriteString("content", vocabulary.Texts[id]);
                json.WriteBoolean("single_word", false);
                json.WriteBoolean("lstrip", false);
                json.WriteBoolean("rstrip", false);
                json.WriteBoolean("normalized", false);
                json.WriteBoolean("special", vocabulary.Kinds[id] != TokenKind.UserDefined);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    private static void WriteWords(Utf8JsonWriter json, IReadOnlyList<string> expressions)
    {
        json.WriteStartObject("pre_tokenizer");
        if (expressions.Count > 0)
        {
            json.WriteString("type", "Sequence");
            json.WriteStartArray("pretokenizers");
            foreach (string expression in expressions)
            {
                json.WriteStartObject();
                json.WriteString("type", "Split");
                json.WriteStartObject("pattern");
                json.WriteString("Regex", expression);
                json.WriteEndObject();
                json.WriteString("behavior", "Isolated");
                json.WriteBoolean("invert", false);
                json.WriteEndObject();
            }

            json.WriteStartObject();
        }

        json.WriteString("type", "ByteLevel");
        json.WriteBoolean("add_prefix_space", false);
        json.WriteBoolean("trim_offsets", true);
        json.WriteBoolean("use_regex", expressions.Count == 0);
        if (expressions.Count > 0)
        {
            json.WriteEndObject();
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteMerges(Utf8JsonWriter json, TokenVocabulary vocabulary)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteNull("unk_token");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteStartObject("vocab");
        for (int id = 0; id < vocabulary.Texts.Length; id++)
        {
            json.WriteNumber(vocabulary.Texts[id], id);
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach ((string left, string right) in vocabulary.ReadMerges())
        {
            json.WriteStringValue($"{left} {right}");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSettings(Utf8JsonWriter json, GgufMetadata metadata, TokenVocabulary vocabulary)
    {
        json.WriteStartObject();
        json.WriteString("tokenizer_class", "GPT2Tokenizer");
        bool addsBegin = metadata.FindString(PreKey) is "llama-bpe" or "llama3" or "llama-v3";
        json.WriteBoolean(
            "add_bos_token", vocabulary.BeginId is not null && vocabulary.Flag("add_bos_token", addsBegin));
        json.WriteBoolean("add_prefix_space", false);
        WriteToken(json, "bos_token", vocabulary, vocabulary.BeginId);
        WriteToken(json, "eos_token", vocabulary, vocabulary.EndId);
        WriteToken(json, "unk_token", vocabulary, vocabulary.UnknownId);
        if (metadata.FindString(TemplateKey) is { } template)
        {
            json.WriteString("chat_template", template);
        }

        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, string key, TokenVocabulary vocabulary, int? id)
    {
        if (id is { } known)
        {
            json.WriteString(key, vocabulary.Texts[known]);
        }
    }
}
