using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>JSON values as texts.</summary>
internal static class JsonText
{
    /// <summary>A text, a number as it is written, or a truth value; <c>null</c> for lists and objects.</summary>
    public static string? From(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    /// <summary>What a value is, for a message.</summary>
    public static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "a text",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        _ => "a truth value",
    };
}
