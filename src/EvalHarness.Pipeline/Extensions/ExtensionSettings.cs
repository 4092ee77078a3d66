using System.Text.Json;
using System.Text.Json.Nodes;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>Settings that a configuration hands to a type of the user's.</summary>
internal static class ExtensionSettings
{
    /// <summary>The settings as a part of what the type is, with values from the environment as their names.</summary>
    /// <param name="settings">The settings; <c>null</c> for none.</param>
    /// <param name="redact">Puts values from the environment back to their <c>${NAME}</c>.</param>
    public static string Describe(JsonObject? settings, Func<string, string> redact) =>
        Redact(settings ?? [], redact)!.ToJsonString();

    private static JsonNode? Redact(JsonNode? node, Func<string, string> redact) => node switch
    {
        JsonObject map => new JsonObject(map.Select(
            member => KeyValuePair.Create(member.Key, Redact(member.Value, redact)))),
        JsonArray list => new JsonArray([.. list.Select(item => Redact(item, redact))]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => redact(value.GetValue<string>()),
        _ => node?.DeepClone(),
    };
}
