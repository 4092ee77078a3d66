using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets.Fields;

/// <summary>A field: a text of a delimited or Parquet file, or a value of JSON; null by default.</summary>
/// <param name="text">The text; <c>null</c> for a value of JSON.</param>
/// <param name="json">The value of JSON; undefined for a text.</param>
internal readonly struct FieldValue(string? text, JsonElement json = default)
{
    /// <summary>
    /// The text, number or truth value as text, made when it is asked for; <c>null</c> for lists and objects.
    /// </summary>
    public string? Text => text ?? JsonText.From(json);

    /// <summary>The value of JSON; undefined for a text of a delimited or Parquet file.</summary>
    public JsonElement Json => json;

    /// <summary>It is a text, a number or a truth value.</summary>
    public bool IsText => text is not null
        || json.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False;

    /// <summary>It is not there.</summary>
    public bool IsNull => text is null && json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined;

    /// <summary>Writes it as JSON.</summary>
    public void WriteTo(Utf8JsonWriter writer)
    {
        if (text is not null)
        {
            writer.WriteStringValue(text);
        }
        else if (IsNull)
        {
            writer.WriteNullValue();
        }
        else
        {
            json.WriteTo(writer);
        }
    }
}
