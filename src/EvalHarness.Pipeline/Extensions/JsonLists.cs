using System.Text.Json;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>Members of a question to a program that are not plain values.</summary>
internal static class JsonLists
{
    /// <summary>A list of texts.</summary>
    public static void WriteList(this Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    /// <summary>An object of texts.</summary>
    public static void WriteMap(
        this Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, string>> texts)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in texts)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>The text of a member; <c>null</c> where there is none.</summary>
    public static string? TextOf(this JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
