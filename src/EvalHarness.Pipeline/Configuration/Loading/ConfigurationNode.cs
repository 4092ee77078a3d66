using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>A value of the configuration file with the place it was read from.</summary>
internal sealed record ConfigurationNode
{
    /// <summary>JSON path, such as <c>$.tasks.answer.metrics[1]</c>.</summary>
    public required string Path { get; init; }

    /// <summary>Line, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Character within the line, from 1.</summary>
    public required int Column { get; init; }

    /// <summary>Kind of value.</summary>
    public required JsonValueKind Kind { get; init; }

    /// <summary>A string's value, or a number as it is written; <c>null</c> for other kinds.</summary>
    public string? Text { get; init; }

    /// <summary>An object's members in file order.</summary>
    public IReadOnlyList<ConfigurationMember> Members { get; init; } = [];

    /// <summary>An array's items.</summary>
    public IReadOnlyList<ConfigurationNode> Items { get; init; } = [];

    /// <summary>The value of a key; <c>null</c> when there is none.</summary>
    public ConfigurationNode? this[string key] => Members.FirstOrDefault(member => member.Key == key)?.Value;

    /// <summary>What it is, for a message; a text from the environment shows as its placeholder.</summary>
    public string Shown => Kind switch
    {
        JsonValueKind.String => $"\"{Text}\"",
        JsonValueKind.Number => Text!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        JsonValueKind.Array => "a list",
        _ => "an object",
    };

    /// <summary>The value as JSON, numbers as they are written.</summary>
    public JsonNode? ToJson() => Kind switch
    {
        JsonValueKind.Object => new JsonObject(
            Members.Select(member => KeyValuePair.Create(member.Key, member.Value.ToJson()))),
        JsonValueKind.Array => new JsonArray([.. Items.Select(item => item.ToJson())]),
        JsonValueKind.String => JsonValue.Create(Text),
        JsonValueKind.Number => JsonNode.Parse(Text!),
        JsonValueKind.True or JsonValueKind.False => JsonValue.Create(Kind == JsonValueKind.True),
        _ => null,
    };

    /// <summary>The path of a member of this object.</summary>
    public static string Join(string path, string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$')
            ? $"{path}.{key}"
            : $"{path}['{key}']";

    /// <summary>This object with one member replaced, added, or removed where the value is <c>null</c>.</summary>
    public ConfigurationNode With(string key, ConfigurationNode? value)
    {
        List<ConfigurationMember> members = [.. Members];
        int at = members.FindIndex(member => member.Key == key);
        if (at >= 0)
        {
            members.RemoveAt(at);
        }

        if (value is not null)
        {
            members.Insert(at >= 0 ? at : members.Count, new(key, value));
        }

        return this with { Members = members };
    }

    /// <summary>A whole JSON value that comes from elsewhere than the file, below this one.</summary>
    public ConfigurationNode Graft(string key, JsonNode json)
    {
        ConfigurationNode value = Value(key, json.GetValueKind(), "");
        return json switch
        {
            JsonObject map => value with
            {
                Members = [.. map.Select(member => new ConfigurationMember(
                    member.Key, value.Graft(member.Key, member.Value!)))],
            },
            JsonArray list => value with { Items = [.. list.Select(item => value.Graft("item", item!))] },
            _ => value with { Text = json.ToString() },
        };
    }

    /// <summary>A value that comes from elsewhere than the file, in place of this one or below it.</summary>
    public ConfigurationNode Value(string key, JsonValueKind kind, string text) => new()
    {
        Path = Join(Path, key),
        Line = Line,
        Column = Column,
        Kind = kind,
        Text = text,
    };
}

/// <summary>A key of an object and its value.</summary>
/// <param name="Key">The key.</param>
/// <param name="Value">The value; its place is that of the key's value.</param>
internal sealed record ConfigurationMember(string Key, ConfigurationNode Value);
