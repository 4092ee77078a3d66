using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using EvalHarness.Pipeline.Datasets.Fields;
using ParquetSharp;

namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>The columns of one row group, put together again row by row.</summary>
internal sealed class ParquetColumns : IDisposable
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonEncodedText s_key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText s_value = JsonEncodedText.Encode("value");

    private readonly IReadOnlyList<ParquetField> _fields;
    private readonly List<ParquetColumn> _columns = [];
    private readonly ParquetTexts _texts = new();
    private readonly ArrayBufferWriter<byte> _rest = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, s_options);

    /// <summary>Opens every column of a row group.</summary>
    /// <param name="fields">The fields of a row.</param>
    /// <param name="group">The row group; not disposed.</param>
    public ParquetColumns(IReadOnlyList<ParquetField> fields, RowGroupReader group)
    {
        _fields = fields;
        try
        {
            for (int i = 0; i < group.MetaData.NumColumns; i++)
            {
                _columns.Add(ParquetValues.Open(group.Column(i), _texts));
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Length of the present row, with its lists and structures as JSON.</summary>
    public int Bytes { get; private set; }

    /// <summary>What is wrong with the present row's texts; <c>null</c> where they are UTF-8.</summary>
    public string? Mistake => _texts.Mistake;

    /// <summary>Takes the next row.</summary>
    /// <param name="most">Its greatest length; the fields of a longer row are not read.</param>
    /// <returns>A value per field; null ones by default.</returns>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public FieldValue[] NextRow(int most)
    {
        FieldValue[] row = new FieldValue[_fields.Count];
        Bytes = 0;
        _texts.Reset();
        int others = 0;
        for (int i = 0; i < row.Length; i++)
        {
            if (!IsText(_fields[i]))
            {
                others++;
            }
            else if (_columns[_fields[i].FirstLeaf].TryTakeText(out ReadOnlySpan<byte> text))
            {
                Bytes = (int)Math.Min(int.MaxValue, (long)Bytes + text.Length);
                row[i] = Bytes <= most ? new(_texts.Read(text)) : default;
            }
        }

        if (others > 0)
        {
            ReadOthers(row, most);
        }

        return row;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        foreach (ParquetColumn column in _columns)
        {
            column.Dispose();
        }
    }

    private bool IsText(ParquetField field) =>
        field.Kind == ParquetFieldKind.Value && _columns[field.FirstLeaf].HasTexts;

    // Numbers, lists and structures go through one list of JSON.
    private void ReadOthers(FieldValue[] row, int most)
    {
        _rest.ResetWrittenCount();
        _json.Reset(_rest);
        _json.WriteStartArray();
        foreach (ParquetField field in _fields)
        {
            if (!IsText(field))
            {
                Write(field, _json);
            }
        }

        _json.WriteEndArray();
        _json.Flush();
        Bytes = (int)Math.Min(int.MaxValue, (long)Bytes + _rest.WrittenCount);
        if (Bytes > most)
        {
            return;
        }

        int place = 0;
        foreach (JsonElement value in JsonElement.Parse(_rest.WrittenSpan).EnumerateArray())
        {
            while (IsText(_fields[place]))
            {
                place++;
            }

            row[place++] = new(null, value);
        }
    }

    // Dremel's assembly (Melnik et al., "Dremel: interactive analysis of web-scale datasets", 2010): the first leaf
    // below a field says by its definition level how much of the path is there, and by the next repetition level
    // whether a list goes on.
    private void Write(ParquetField field, Utf8JsonWriter json)
    {
        switch (field.Kind)
        {
            case ParquetFieldKind.Value:
                _columns[field.FirstLeaf].Write(json);
                break;
            case ParquetFieldKind.Structure when IsThere(field):
                WriteObject(field.Children, json);
                break;
            case ParquetFieldKind.Structure:
                Pass(field);
                json.WriteNullValue();
                break;
            case ParquetFieldKind.List or ParquetFieldKind.Map when IsThere(field):
                WriteItems(field, json);
                break;
            default:
                WriteWithoutItems(field, json);
                break;
        }
    }

    private void WriteItems(ParquetField field, Utf8JsonWriter json)
    {
        json.WriteStartArray();
        do
        {
            if (field.Kind == ParquetFieldKind.Map)
            {
                WriteObject(field.Children, json, s_key, s_value);
            }
            else
            {
                Write(field.Children[0], json);
            }
        }
        while (_columns[field.FirstLeaf].Repetition >= field.Repetition);
        json.WriteEndArray();
    }

    private void WriteWithoutItems(ParquetField field, Utf8JsonWriter json)
    {
        bool isEmpty = field.IsBare || _columns[field.FirstLeaf].Definition == field.Definition - 1;
        Pass(field);
        if (isEmpty)
        {
            json.WriteStartArray();
            json.WriteEndArray();
        }
        else
        {
            json.WriteNullValue();
        }
    }

    private void WriteObject(
        IReadOnlyList<ParquetField> children, Utf8JsonWriter json, params ReadOnlySpan<JsonEncodedText> names)
    {
        json.WriteStartObject();
        for (int i = 0; i < children.Count; i++)
        {
            json.WritePropertyName(names.Length > 0 ? names[i] : children[i].Key);
            Write(children[i], json);
        }

        json.WriteEndObject();
    }

    private bool IsThere(ParquetField field) => _columns[field.FirstLeaf].Definition >= field.Definition;

    private void Pass(ParquetField field)
    {
        for (int leaf = field.FirstLeaf; leaf < field.LeafEnd; leaf++)
        {
            _columns[leaf].Pass();
        }
    }
}
