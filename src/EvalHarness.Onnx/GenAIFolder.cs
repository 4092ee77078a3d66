using System.Text.Json;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Onnx;

/// <summary>What a model folder says of its model, read without loading it.</summary>
internal sealed record GenAIFolder
{
    private const string ConfigFile = "genai_config.json";
    private const string TokenizerConfigFile = "tokenizer_config.json";
    private const string TemplateFile = "chat_template.jinja";

    /// <summary>The folder.</summary>
    public required string Path { get; init; }

    /// <summary>Kind of model, such as <c>llama</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Number of tokens.</summary>
    public required int VocabularyLength { get; init; }

    /// <summary>Positions of a sequence.</summary>
    public required int ContextLength { get; init; }

    /// <summary>Begins a text; <c>null</c> when the folder names none.</summary>
    public required int? BeginId { get; init; }

    /// <summary>Tokens that end an answer.</summary>
    public required IReadOnlyList<int> EndIds { get; init; }

    /// <summary>Fills the shorter prompts of a batch; <c>null</c> when the folder names none.</summary>
    public required int? PadId { get; init; }

    /// <summary>Bytes of keys and values that are kept of one position, in single precision; 0 when unknown.</summary>
    public required long KeyValueBytes { get; init; }

    /// <summary>Name of the graph's logits output.</summary>
    public required string LogitsName { get; init; }

    /// <summary>The tokenizer's settings ask for the begin token before a text.</summary>
    public required bool AddsBegin { get; init; }

    /// <summary>Source of its chat template; <c>null</c> when it has none.</summary>
    public string? Template { get; init; }

    /// <summary>Text of the begin token; <c>null</c> when the tokenizer's settings name none.</summary>
    public string? BeginText { get; init; }

    /// <summary>Text of the end token; <c>null</c> when the tokenizer's settings name none.</summary>
    public string? EndText { get; init; }

    /// <summary>Reads and checks a folder.</summary>
    /// <exception cref="InvalidInputException">A file or a key is missing, or not as it must be.</exception>
    public static GenAIFolder Read(string path)
    {
        string file = System.IO.Path.Combine(path, ConfigFile);
        if (!File.Exists(file))
        {
            throw new InvalidInputException(
                path,
                Directory.Exists(path) ? $"a folder without {ConfigFile}" : "no such folder",
                "an ONNX Runtime GenAI folder",
                "Create one from a GGUF file with: evalharness convert MODEL --to onnx-genai, "
                    + "or with the model builder of ONNX Runtime GenAI.");
        }

        using JsonDocument document = Parse(file);
        JsonElement model = Member(file, "$", document.RootElement, "model", JsonValueKind.Object);
        JsonElement decoder = Member(file, "$.model", model, "decoder", JsonValueKind.Object);
        string graph = Member(file, "$.model.decoder", decoder, "filename", JsonValueKind.String).GetString()!;
        if (!File.Exists(System.IO.Path.Combine(path, graph)))
        {
            throw new InvalidInputException(
                $"{file}: $.model.decoder.filename", $"\"{graph}\", which is not in the folder", "the graph's file");
        }

        JsonElement settings = ReadSettings(path);
        return new GenAIFolder
        {
            Path = path,
            Type = Member(file, "$.model", model, "type", JsonValueKind.String).GetString()!,
            VocabularyLength = Count(file, model, "vocab_size"),
            ContextLength = Count(file, model, "context_length"),
            BeginId = Token(model, "bos_token_id"),
            PadId = Token(model, "pad_token_id"),
            KeyValueBytes = 2L * sizeof(float) * Size(decoder, "num_hidden_layers")
                * Size(decoder, "num_key_value_heads") * Size(decoder, "head_size"),
            EndIds = ReadEnds(file, model),
            LogitsName = decoder.TryGetProperty("outputs", out JsonElement outputs)
                && outputs.TryGetProperty("logits", out JsonElement logits) ? logits.GetString()! : "logits",
            AddsBegin = Find(settings, "add_bos_token").ValueKind == JsonValueKind.True,
            Template = ReadTemplate(path, settings),
            BeginText = TextOf(Find(settings, "bos_token")),
            EndText = TextOf(Find(settings, "eos_token")),
        };
    }

    /// <summary>Reads a JSON file of a folder.</summary>
    /// <exception cref="InvalidInputException">It is no JSON.</exception>
    internal static JsonDocument Parse(string file)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllBytes(file), new JsonDocumentOptions
            {
                CommentHandling = JsonCommentHandling.Skip,
                AllowTrailingCommas = true,
            });
        }
        catch (JsonException broken)
        {
            throw new InvalidInputException(
                FormattableString.Invariant($"{file} (line {broken.LineNumber + 1})"), broken.Message, "valid JSON");
        }
    }

    private static JsonElement Member(string file, string place, JsonElement parent, string key, JsonValueKind kind) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(key, out JsonElement value)
        && value.ValueKind == kind
            ? value
            : throw new InvalidInputException(
                $"{file}: {place}",
                $"no valid \"{key}\"",
                $"\"{key}\": a JSON {kind.ToString().ToLowerInvariant()}");

    private static int Count(string file, JsonElement model, string key) =>
        Member(file, "$.model", model, key, JsonValueKind.Number).TryGetInt32(out int count) && count > 0
            ? count
            : throw new InvalidInputException($"{file}: $.model.{key}", "not a count", "a whole number above 0");

    private static int? Token(JsonElement model, string key) =>
        model.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int token) ? token : null;

    private static long Size(JsonElement decoder, string key) => Math.Clamp(Token(decoder, key) ?? 0, 0, 1 << 20);

    private static int[] ReadEnds(string file, JsonElement model)
    {
        if (!model.TryGetProperty("eos_token_id", out JsonElement ends))
        {
            return [];
        }

        JsonElement[] items = ends.ValueKind == JsonValueKind.Array ? [.. ends.EnumerateArray()] : [ends];
        return Array.TrueForAll(items, item => item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out _))
            ? Array.ConvertAll(items, item => item.GetInt32())
            : throw new InvalidInputException(
                $"{file}: $.model.eos_token_id", "not a token id", "a token id or a list of them");
    }

    // Undefined when there are none.
    private static JsonElement ReadSettings(string path)
    {
        string file = System.IO.Path.Combine(path, TokenizerConfigFile);
        if (!File.Exists(file))
        {
            return default;
        }

        using JsonDocument document = Parse(file);
        return document.RootElement.Clone();
    }

    private static JsonElement Find(JsonElement parent, string key) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(key, out JsonElement value) ? value : default;

    // A token is a text, or an object with more about it.
    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object => TextOf(Find(value, "content")),
        _ => null,
    };

    // A file of its own, else a text of the settings, else the default one of several.
    private static string? ReadTemplate(string path, JsonElement settings)
    {
        string file = System.IO.Path.Combine(path, TemplateFile);
        if (File.Exists(file))
        {
            return ChatTemplateFile.ReadSource(file);
        }

        JsonElement template = Find(settings, "chat_template");
        return template.ValueKind == JsonValueKind.Array
            ? template.EnumerateArray()
                .Where(named => TextOf(Find(named, "name")) == "default")
                .Select(named => TextOf(Find(named, "template")))
                .FirstOrDefault()
            : TextOf(template);
    }
}
