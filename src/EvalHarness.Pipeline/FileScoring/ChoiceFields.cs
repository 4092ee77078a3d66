using System.Globalization;
using System.Text.Json;
using EvalHarness.Metrics.Choices;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>The fields of one row of multiple choice.</summary>
/// <param name="row">The row.</param>
/// <param name="note">Takes what is wrong and what is expected.</param>
internal sealed class ChoiceFields(JsonElement row, Action<string, string> note)
{
    /// <summary>The id as JSON text; <c>null</c> without one.</summary>
    public string? Id()
    {
        if (!row.TryGetProperty("id", out JsonElement id))
        {
            return null;
        }

        bool isUsable = id.ValueKind == JsonValueKind.Number
            || (id.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(id.GetString()));
        if (!isUsable)
        {
            note($"{ChoiceRowReader.Describe(id)} as \"id\"", "a text that is not empty, or a number");
        }

        return id.GetRawText();
    }

    /// <summary>The choices: at least one text.</summary>
    public IReadOnlyList<string> Texts(string name)
    {
        JsonElement[] items = List(name, isOptional: false) ?? [];
        if (items.Length == 0 && row.TryGetProperty(name, out JsonElement list)
            && list.ValueKind == JsonValueKind.Array)
        {
            note($"no choice in \"{name}\"", "at least one");
        }

        return [.. items.Select((item, place) => item.ValueKind == JsonValueKind.String ? item.GetString()! : Wrong(
            name, place, item, "a text", ""))];
    }

    /// <summary>One number for each choice; "Infinity", "-Infinity" and "NaN" stand for those.</summary>
    public IReadOnlyList<double>? Numbers(string name, int count, bool isOptional = false) =>
        Sized(name, count, isOptional)?.Select((item, place) => Number(item) is { } number ? number : Wrong(
            name, place, item, "a number, \"-Infinity\", \"Infinity\" or \"NaN\"", 0.0)).ToArray();

    /// <summary>Whether each choice is greedy; <c>null</c> where that is not said.</summary>
    public IReadOnlyList<bool>? Flags(string name, int count) =>
        Sized(name, count, isOptional: true)?.Select((item, place) =>
            item.ValueKind is JsonValueKind.True or JsonValueKind.False ? item.GetBoolean() : Wrong(
                name, place, item, "true or false", false)).ToArray();

    /// <summary>The right choices, by index or text.</summary>
    public IReadOnlyList<int> Golds(string name, IReadOnlyList<string> choices, out bool isList)
    {
        isList = false;
        if (!row.TryGetProperty(name, out JsonElement gold))
        {
            note($"no \"{name}\"", "the index of the right choice, from 0, or a list of them");
            return [ChoiceGold.None];
        }

        isList = gold.ValueKind == JsonValueKind.Array;
        if (!isList)
        {
            return [Gold(name, gold, choices)];
        }

        if (gold.GetArrayLength() == 0)
        {
            note($"no index in \"{name}\"", "at least one");
            return [ChoiceGold.None];
        }

        return [.. gold.EnumerateArray().Select(one => Gold(name, one, choices))];
    }

    private int Gold(string name, JsonElement gold, IReadOnlyList<string> choices)
    {
        if (gold.ValueKind == JsonValueKind.String)
        {
            return ChoiceGold.FromText(gold.GetString()!, choices);
        }

        if (gold.ValueKind != JsonValueKind.Number || !gold.TryGetInt32(out int index))
        {
            note($"{ChoiceRowReader.Describe(gold)} in \"{name}\"", "the index of a choice, from 0, or its text");
            return ChoiceGold.None;
        }

        if (index < -choices.Count && choices.Count > 0)
        {
            note(
                string.Create(CultureInfo.InvariantCulture, $"the index {index} in \"{name}\""),
                string.Create(CultureInfo.InvariantCulture, $"0 to {choices.Count - 1}"));
        }

        return ChoiceGold.FromIndex(index, choices.Count);
    }

    private static double? Number(JsonElement item) => item.ValueKind switch
    {
        JsonValueKind.Number when item.TryGetDouble(out double number) && double.IsFinite(number) => number,
        JsonValueKind.String => item.GetString() switch
        {
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            "NaN" => double.NaN,
            _ => null,
        },
        _ => null,
    };

    private JsonElement[]? Sized(string name, int count, bool isOptional)
    {
        JsonElement[]? items = List(name, isOptional);
        if (items is not null && count > 0 && items.Length != count)
        {
            note(
                string.Create(CultureInfo.InvariantCulture, $"{items.Length} values in \"{name}\""),
                string.Create(CultureInfo.InvariantCulture, $"{count}, one for each choice"));
        }

        return items;
    }

    private JsonElement[]? List(string name, bool isOptional)
    {
        if (!row.TryGetProperty(name, out JsonElement list) || (isOptional && list.ValueKind == JsonValueKind.Null))
        {
            if (!isOptional)
            {
                note($"no \"{name}\"", "a list");
            }

            return null;
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            note($"{ChoiceRowReader.Describe(list)} as \"{name}\"", "a list");
            return null;
        }

        return [.. list.EnumerateArray()];
    }

    private T Wrong<T>(string name, int place, JsonElement found, string expected, T instead)
    {
        note(
            string.Create(
                CultureInfo.InvariantCulture, $"{ChoiceRowReader.Describe(found)} at place {place} of \"{name}\""),
            expected);
        return instead;
    }
}
