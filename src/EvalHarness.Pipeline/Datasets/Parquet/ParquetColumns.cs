using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using ParquetSharp;

namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>The columns of one row group, put together again row by row.</summary>
/// <param name="fields">The fields of a row.</param>
/// <param name="columns">Their columns, by number; disposed with this.</param>
internal sealed class ParquetColumns(IReadOnlyList<ParquetField> fields, IReadOnlyList<ParquetColumn> columns)
    : IDisposable
{
    private static readonly JsonWriterOptions s_options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    private static readonly JsonEncodedText s_key = JsonEncodedText.Encode("key");
    private static readonly JsonEncodedText s_value = JsonEncodedText.Encode("value");

    private readonly ArrayBufferWriter<byte> _row = new();
    private readonly Utf8JsonWriter _json = new(Stream.Null, s_options);

    /// <summary>Opens every column of a row group.</summary>
    public static ParquetColumns Open(IReadOnlyList<ParquetField> fields, RowGroupReader group)
    {
        List<ParquetColumn> columns = [];
        ParquetColumns opened = new(fields, columns);
        try
        {
            for (int i = 0; i < group.MetaData.NumColumns; i++)
            {
                columns.Add(ParquetValues.Open(group.Column(i)));
            }

            return opened;
        }
        catch
        {
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The next row as JSON would hold it, nulls included; valid until the next is taken.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public ReadOnlySpan<byte> NextRow()
    {
        _row.ResetWrittenCount();
        _json.Reset(_row);
        WriteObject(fields, _json);
        _json.Flush();
        return _row.WrittenSpan;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _json.Dispose();
        foreach (ParquetColumn column in columns)
        {
            column.Dispose();
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
                columns[field.FirstLeaf].Write(json);
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
        while (columns[field.FirstLeaf].Repetition >= field.Repetition);
        json.WriteEndArray();
    }

    private void WriteWithoutItems(ParquetField field, Utf8JsonWriter json)
    {
        bool isEmpty = field.IsBare || columns[field.FirstLeaf].Definition == field.Definition - 1;
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

    private bool IsThere(ParquetField field) => columns[field.FirstLeaf].Definition >= field.Definition;

    private void Pass(ParquetField field)
    {
        for (int leaf = field.FirstLeaf; leaf < field.LeafEnd; leaf++)
        {
            columns[leaf].Pass();
        }
    }
}
