using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets.Fields;

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

    /// <summary>The texts of a list of texts, numbers and truth values; <c>null</c> for anything else.</summary>
    public static string[]? ListFrom(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        string[] texts = new string[list.GetArrayLength()];
        int count = 0;
        foreach (JsonElement item in list.EnumerateArray())
        {
            if (From(item) is not { } text)
            {
                return null;
            }

            texts[count++] = text;
        }

        return texts;
    }

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
