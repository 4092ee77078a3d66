using System.Collections;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>The one JSON spelling of a configuration value, so that equal values are equal bytes.</summary>
internal static class CanonicalJson
{
    private static readonly JsonSerializerOptions s_options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A value as JSON; <c>null</c> for a missing one.</summary>
    public static JsonNode? From(object? value) => value switch
    {
        null => null,
        JsonNode json => json.DeepClone(),
        string text => JsonValue.Create(text),
        bool flag => JsonValue.Create(flag),
        int number => JsonValue.Create(number),
        long number => JsonValue.Create(number),
        double number => JsonValue.Create(number),
        Enum name => JsonValue.Create(JsonNamingPolicy.CamelCase.ConvertName(name.ToString())),
        IDictionary map => new JsonObject(map.Keys.Cast<string>().Select(key =>
            KeyValuePair.Create(key, From(map[key])))),
        IEnumerable list => new JsonArray([.. list.Cast<object?>().Select(From)]),
        _ => new JsonObject(ConfigurationProperty.For(value.GetType())
            .Select(property => KeyValuePair.Create(property.Key, From(property.Property.GetValue(value))))
            .Where(member => member.Value is not null)),
    };

    /// <summary>Indented text with line feeds, without one at the end.</summary>
    public static string Write(JsonNode node) => node.ToJsonString(s_options);
}
