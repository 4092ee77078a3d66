using System.Globalization;
using System.Text.Json;
using EvalHarness.Inference.Chat;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Prompts;

/// <summary>Reads conversations for a chat template: one from a JSON file, or one a line.</summary>
/// <remarks>
/// A conversation is a list of messages, or an object with <c>messages</c> and, as wanted, <c>id</c>, <c>tools</c>,
/// <c>documents</c>, <c>variables</c>, <c>now</c>, <c>add_generation_prompt</c> and <c>continue_final_message</c>.
/// </remarks>
internal sealed class ConversationFile
{
    private static readonly string[] s_named =
        ["tools", "documents", "add_generation_prompt", "continue_final_message", "now"];

    private readonly IReadOnlyDictionary<string, JsonElement> _variables;
    private readonly bool _addsGenerationPrompt;
    private readonly DateTime _now;

    private ConversationFile(
        IReadOnlyDictionary<string, JsonElement> variables, bool addsGenerationPrompt, DateTime now) =>
        (_variables, _addsGenerationPrompt, _now) = (variables, addsGenerationPrompt, now);

    /// <summary>Reads the conversations of a file, in order.</summary>
    /// <param name="path">A file of JSON, or of JSON Lines where it ends in .jsonl.</param>
    /// <param name="variables">Variables of every conversation, which may replace them.</param>
    /// <param name="addsGenerationPrompt">Whether the answer is opened where a conversation does not say.</param>
    /// <param name="now">The time where a conversation does not say.</param>
    /// <exception cref="InvalidInputException">The file is unreadable or is not JSON; names the line.</exception>
    public static IReadOnlyList<ConversationEntry> Read(
        string path, IReadOnlyDictionary<string, JsonElement> variables, bool addsGenerationPrompt, DateTime now)
    {
        ConversationFile file = new(variables, addsGenerationPrompt, now);
        IReadOnlyList<JsonElement> elements = path.EndsWith(".jsonl", StringComparison.OrdinalIgnoreCase)
            ? ReadLines(path)
            : Conversations(Parse(path, TextBytes.Read(path), firstLine: 1));
        List<ConversationEntry> entries =
            [.. elements.Select((element, index) => file.ReadEntry(element, index + 1))];
        return entries.Count > 0
            ? entries
            : throw new InvalidInputException(path, "no conversation", "at least one", "Add a list of messages.");
    }

    /// <summary>Reads a file that holds one JSON object: variables by name.</summary>
    /// <exception cref="InvalidInputException">The file is unreadable or holds something else.</exception>
    public static IReadOnlyDictionary<string, JsonElement> ReadVariables(string path)
    {
        JsonElement root = Parse(path, TextBytes.Read(path), firstLine: 1);
        return root.ValueKind == JsonValueKind.Object
            ? ToDictionary(root)
            : throw new InvalidInputException(
                path, $"a JSON {root.ValueKind}".ToLowerInvariant(), "an object of variables",
                "Write for example {\"enable_thinking\": false}.");
    }

    private static List<JsonElement> ReadLines(string path)
    {
        using LineReader lines = new(path);
        List<JsonElement> elements = [];
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            elements.Add(Parse(path, line.ToArray(), lines.LineNumber));
        }

        return elements;
    }

    /// <summary>A document is one conversation, or a list of several.</summary>
    private static JsonElement[] Conversations(JsonElement root)
    {
        bool isList = root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0
            && (root[0].ValueKind == JsonValueKind.Array
                || (root[0].ValueKind == JsonValueKind.Object && root[0].TryGetProperty("messages", out _)));
        return isList ? [.. root.EnumerateArray()] : [root];
    }

    private static JsonElement Parse(string path, ReadOnlyMemory<byte> json, int firstLine)
    {
        try
        {
            return JsonDocument.Parse(json).RootElement;
        }
        catch (JsonException mistake)
        {
            long line = firstLine + (mistake.LineNumber ?? 0);
            throw new InvalidInputException(
                FormattableString.Invariant($"{path}:{line}"),
                FormattableString.Invariant($"malformed JSON at column {(mistake.BytePositionInLine ?? 0) + 1}"),
                "a list of messages, or an object with \"messages\"",
                firstLine == 1 && line > 1 ? "A file of several lines of JSON must end in .jsonl." : null);
        }
    }

    private static Dictionary<string, JsonElement> ToDictionary(JsonElement value)
    {
        Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);
        foreach (JsonProperty property in value.EnumerateObject())
        {
            fields[property.Name] = property.Value;
        }

        return fields;
    }

    private ConversationEntry ReadEntry(JsonElement element, int number)
    {
        JsonElement id = JsonSerializer.SerializeToElement(number.ToString(CultureInfo.InvariantCulture));
        if (element.ValueKind != JsonValueKind.Object)
        {
            return Create(id, element, []);
        }

        Dictionary<string, JsonElement> fields = ToDictionary(element);
        bool hasId = fields.TryGetValue("id", out JsonElement own)
            && own.ValueKind is JsonValueKind.String or JsonValueKind.Number;
        id = hasId ? own : id;
        return fields.TryGetValue("messages", out JsonElement messages)
            ? Create(id, messages, fields)
            : new(id, null, "The conversation has no \"messages\".");
    }

    private ConversationEntry Create(JsonElement id, JsonElement messages, Dictionary<string, JsonElement> fields)
    {
        Dictionary<string, JsonElement> variables = new(_variables, StringComparer.Ordinal);
        if (fields.TryGetValue("variables", out JsonElement own) && own.ValueKind != JsonValueKind.Null)
        {
            if (own.ValueKind != JsonValueKind.Object)
            {
                return new(id, null, "\"variables\" must be an object.");
            }

            foreach ((string name, JsonElement value) in ToDictionary(own))
            {
                variables[name] = value;
            }
        }

        Dictionary<string, JsonElement> named = [];
        foreach (string name in s_named)
        {
            bool isVariable = variables.Remove(name, out JsonElement value);
            bool isField = fields.TryGetValue(name, out JsonElement field);
            if ((isVariable || isField) && (isField ? field : value) is { ValueKind: not JsonValueKind.Null } given)
            {
                named[name] = given;
            }
        }

        return Create(id, messages, variables, named);
    }

    private ConversationEntry Create(
        JsonElement id, JsonElement messages, Dictionary<string, JsonElement> variables,
        Dictionary<string, JsonElement> named)
    {
        DateTime now = _now;
        bool hasTime = named.TryGetValue("now", out JsonElement time);
        string? moment = hasTime && time.ValueKind == JsonValueKind.String ? time.GetString() : null;
        if (hasTime && !DateTime.TryParse(
            moment, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out now))
        {
            return new(id, null, "\"now\" must be a time such as \"2025-03-07T08:05:09\".");
        }

        foreach (string flag in new[] { "add_generation_prompt", "continue_final_message" })
        {
            if (named.TryGetValue(flag, out JsonElement value)
                && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
            {
                return new(id, null, $"\"{flag}\" must be true or false.");
            }
        }

        bool continues = named.TryGetValue("continue_final_message", out JsonElement goesOn) && goesOn.GetBoolean();
        return new(id, new ChatConversation(messages)
        {
            Tools = named.TryGetValue("tools", out JsonElement tools) ? tools : null,
            Documents = named.TryGetValue("documents", out JsonElement documents) ? documents : null,
            Variables = variables,
            AddGenerationPrompt = named.TryGetValue("add_generation_prompt", out JsonElement adds)
                ? adds.GetBoolean() : _addsGenerationPrompt && !continues,
            ContinueFinalMessage = continues,
            Now = now,
        }, null);
    }
}
