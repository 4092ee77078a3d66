using System.Buffers;
using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets.Fields;

/// <summary>The fields of a row of a file that has types, by name; those that are null are left out.</summary>
/// <param name="names">Their names.</param>
/// <param name="values">A value for each name; <c>default</c> for null.</param>
internal sealed class FieldValues(FieldNames names, FieldValue[] values) : IReadOnlyDictionary<string, FieldValue>
{
    /// <summary>The row as a JSON object, with its nulls.</summary>
    public JsonElement Object
    {
        get => field.ValueKind == JsonValueKind.Undefined ? ToObject() : field;
        init;
    }

    /// <inheritdoc/>
    public IEnumerable<string> Keys => this.Select(pair => pair.Key);

    /// <inheritdoc/>
    public IEnumerable<FieldValue> Values => values.Where(value => !value.IsNull);

    /// <inheritdoc/>
    public int Count => Values.Count();

    /// <inheritdoc/>
    public FieldValue this[string key] =>
        TryGetValue(key, out FieldValue value) ? value : throw new KeyNotFoundException(key);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out FieldValue value)
    {
        value = names.Find(key) is { } place ? values[place] : default;
        return !value.IsNull;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, FieldValue>> GetEnumerator()
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!values[i].IsNull)
            {
                yield return new(names.InOrder[i], values[i]);
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private JsonElement ToObject()
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes))
        {
            json.WriteStartObject();
            for (int i = 0; i < values.Length; i++)
            {
                json.WritePropertyName(names.InOrder[i]);
                values[i].WriteTo(json);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(bytes.WrittenSpan);
    }
}
