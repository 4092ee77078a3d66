using System.Globalization;
using System.Text.Json;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>Reads the values of a recorded row; a value that is missing or of another kind is an error.</summary>
/// <param name="place">Where the row stands, for messages.</param>
internal sealed class RecordedFields(string place)
{
    /// <summary>The value of a key; <c>null</c> where it is absent or null.</summary>
    public static JsonElement? Find(JsonElement value, string key) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty(key, out JsonElement found)
        && found.ValueKind != JsonValueKind.Null ? found : null;

    /// <summary>The value of a key of a kind.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public JsonElement Require(JsonElement value, string key, params ReadOnlySpan<JsonValueKind> kinds)
    {
        JsonElement found = Find(value, key) ?? throw Wrong($"no \"{key}\"", $"\"{key}\"");
        return kinds.IsEmpty || kinds.Contains(found.ValueKind) ? found : throw Wrong(
            $"\"{key}\": {JsonText.Describe(found)}", $"\"{key}\" as it is logged");
    }

    /// <summary>An id: a whole number or a text.</summary>
    /// <exception cref="InvalidInputException">There is none.</exception>
    public string RequireId(JsonElement row, string key)
    {
        JsonElement id = Require(row, key, JsonValueKind.Number, JsonValueKind.String);
        string text = id.ToString();
        return text.Length > 0 ? text : throw Wrong($"an empty \"{key}\"", "an id");
    }

    /// <summary>
    /// A finite number, also where it or a truth value is written as a text, as Python prints them; <c>null</c> for
    /// anything else.
    /// </summary>
    public static double? Number(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetDouble(out double number) && double.IsFinite(number) => number,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        JsonValueKind.String => value.GetString() switch
        {
            "True" => 1,
            "False" => 0,
            var text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
                && double.IsFinite(number) ? number : null,
        },
        _ => null,
    };

    /// <summary>An error of the row.</summary>
    public InvalidInputException Wrong(string found, string expected, string? fix = null) =>
        new(place, found, expected, fix);
}
