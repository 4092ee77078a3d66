using System.Text.Json;

namespace EvalHarness.Onnx;

/// <summary>What a model folder says of its model, read without loading it.</summary>
internal sealed record GenAIFolder
{
    private const string ConfigFile = "genai_config.json";
    private const string TokenizerConfigFile = "tokenizer_config.json";

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

    /// <summary>The folder has a chat template.</summary>
    public required bool HasTemplate { get; init; }

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
            AddsBegin = Setting(path, "add_bos_token") == JsonValueKind.True,
            HasTemplate = File.Exists(System.IO.Path.Combine(path, "chat_template.jinja"))
                || Setting(path, "chat_template") is JsonValueKind.String or JsonValueKind.Array,
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

    // Kind of a value in the tokenizer's settings; undefined when there is none.
    private static JsonValueKind Setting(string path, string key)
    {
        string file = System.IO.Path.Combine(path, TokenizerConfigFile);
        if (!File.Exists(file))
        {
            return JsonValueKind.Undefined;
        }

        using JsonDocument document = Parse(file);
        return document.RootElement.ValueKind == JsonValueKind.Object
            && document.RootElement.TryGetProperty(key, out JsonElement value)
            ? value.ValueKind
            : JsonValueKind.Undefined;
    }
}
