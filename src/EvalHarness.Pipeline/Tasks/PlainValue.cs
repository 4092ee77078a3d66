using System.Globalization;
using System.Text.Json;

namespace EvalHarness.Pipeline.Tasks;

/// <summary>
/// Values of documents and task files as plain objects: <c>null</c>, <see cref="string"/>, <see cref="bool"/>,
/// <see cref="long"/>, <see cref="double"/>, <c>List&lt;object?&gt;</c> and <c>Dictionary&lt;string, object?&gt;</c>.
/// </summary>
internal static class PlainValue
{
    /// <summary>The value of a JSON element; whole numbers that do not fit 64 bits become fractions.</summary>
    public static object? FromJson(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out long whole) ? (object)whole : element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(FromJson).ToList(),
        JsonValueKind.Object => element.EnumerateObject()
            .ToDictionary(property => property.Name, property => FromJson(property.Value), StringComparer.Ordinal),
        _ => null,
    };

    /// <summary>Writes a value as JSON; numbers that JSON lacks as texts.</summary>
    public static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(text);
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case long whole:
                json.WriteNumberValue(whole);
                break;
            case double real when double.IsFinite(real):
                json.WriteRawValue(Text(real));
                break;
            case IReadOnlyList<object?> items:
                json.WriteStartArray();
                foreach (object? item in items)
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            case IReadOnlyDictionary<string, object?> entries:
                json.WriteStartObject();
                foreach ((string key, object? item) in entries)
                {
                    json.WritePropertyName(key);
                    Write(json, item);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value}"));
                break;
        }
    }

    /// <summary>The value as a JSON element.</summary>
    public static JsonElement ToJson(object? value)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            Write(json, value);
        }

        return JsonElement.Parse(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>What Python calls the type of a value.</summary>
    public static string TypeOf(object? value) => value switch
    {
        null => "None",
        string => "a text",
        bool => "a truth value",
        long or double => "a number",
        IReadOnlyDictionary<string, object?> => "a mapping",
        _ => "a list",
    };

    // A whole number keeps its point, so that it is read back as what it is.
    private static string Text(double value)
    {
        string text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny(".eE") ? text : text + ".0";
    }
}
