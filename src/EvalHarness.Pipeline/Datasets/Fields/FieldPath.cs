using System.Globalization;
using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets.Fields;

/// <summary>
/// A path into the structure of a field: names with points between them, and places in lists, from 0 or, negative, from
/// the end: <c>messages[0].content</c>, <c>answers.text</c>, <c>turns[-1]</c>.
/// </summary>
internal static class FieldPath
{
    /// <summary>The value at a path; <c>null</c> where there is none.</summary>
    /// <param name="fields">The row's fields. One whose name is the whole path comes first.</param>
    /// <param name="path">The path.</param>
    public static FieldValue? Find(IReadOnlyDictionary<string, FieldValue> fields, string path)
    {
        if (fields.TryGetValue(path, out FieldValue whole))
        {
            return whole;
        }

        if (!path.AsSpan().ContainsAny('.', '['))
        {
            return null;
        }

        string[] steps = path.Replace("[", ".[", StringComparison.Ordinal).Split('.');
        if (steps.Length < 2 || !fields.TryGetValue(steps[0], out FieldValue field) || Structure(field) is not { } json)
        {
            return null;
        }

        foreach (string step in steps.Skip(1))
        {
            if (Step(json, step) is not { ValueKind: not JsonValueKind.Null } next)
            {
                return null;
            }

            json = next;
        }

        return new(JsonText.From(json), json);
    }

    // A delimited file has no structures, and others may have them as text: there a field may hold JSON.
    private static JsonElement? Structure(FieldValue field)
    {
        if (field.Text is not { } text)
        {
            return field.Json;
        }

        try
        {
            return text.TrimStart() is ['{' or '[', ..] ? JsonElement.Parse(text) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement? Step(JsonElement json, string step)
    {
        if (step is ['[', .., ']'])
        {
            bool isPlace = int.TryParse(
                step.AsSpan(1, step.Length - 2), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out int place);
            int count = json.ValueKind == JsonValueKind.Array ? json.GetArrayLength() : 0;
            place = place < 0 ? place + count : place;
            return isPlace && place >= 0 && place < count ? json[place] : null;
        }

        return json.ValueKind == JsonValueKind.Object && json.TryGetProperty(step, out JsonElement value)
            ? value
            : null;
    }
}
