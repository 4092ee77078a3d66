using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Finds halves of surrogate pairs, which are no characters, in the escapes of JSON.</summary>
internal static class JsonSurrogates
{
    /// <summary>Reads every text and name of a value.</summary>
    /// <exception cref="InvalidOperationException">One has half of a pair.</exception>
    public static void Check(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in value.EnumerateObject())
                {
                    _ = property.Name;
                    Check(property.Value);
                }

                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in value.EnumerateArray())
                {
                    Check(item);
                }

                break;
            case JsonValueKind.String:
                _ = value.GetString();
                break;
        }
    }
}
