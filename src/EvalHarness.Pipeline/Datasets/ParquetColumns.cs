using System.Buffers;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>The columns of one row group, put together again row by row.</summary>
internal sealed class ParquetColumns : IDisposable
{
    private readonly IReadOnlyList<Field> _fields;
    private readonly Dictionary<DataField, ParquetColumn> _columns;
    private readonly ArrayBufferWriter<byte> _buffer = new();

    private ParquetColumns(IReadOnlyList<Field> fields, Dictionary<DataField, ParquetColumn> columns) =>
        (_fields, _columns) = (fields, columns);

    /// <summary>Reads every column of a row group.</summary>
    public static async Task<ParquetColumns> ReadAsync(
        ParquetRowGroupReader rows, ParquetSchema schema, CancellationToken cancellationToken)
    {
        Dictionary<DataField, ParquetColumn> columns = new(ReferenceEqualityComparer.Instance);
        ParquetColumns read = new(schema.Fields, columns);
        try
        {
            foreach (DataField field in schema.DataFields)
            {
                columns.Add(field, new(field, await rows.ReadRawColumnDataBaseAsync(field, cancellationToken)));
            }

            return read;
        }
        catch
        {
            read.Dispose();
            throw;
        }
    }

    /// <summary>The next row as JSON would hold it, nulls included.</summary>
    public JsonElement NextRow()
    {
        _buffer.ResetWrittenCount();
        using (Utf8JsonWriter json = new(_buffer))
        {
            json.WriteStartObject();
            foreach (Field field in _fields)
            {
                json.WritePropertyName(field.Name);
                Write(field, json);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(_buffer.WrittenSpan);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (ParquetColumn column in _columns.Values)
        {
            column.Dispose();
        }
    }

    // Dremel's assembly (Melnik et al., "Dremel: interactive analysis of web-scale datasets", 2010): the first leaf
    // below a field says by its definition level how much of the path is there, and by the next repetition level
    // whether a list goes on.
    private void Write(Field field, Utf8JsonWriter json)
    {
        switch (field)
        {
            case DataField { IsArray: true } repeated:
                WriteList(field, json, () => _columns[repeated].Write(json), emptyIsBelow: false);
                break;
            case DataField data:
                _columns[data].Write(json);
                break;
            case StructField structure when FirstLeaf(field).Definition >= field.MaxDefinitionLevel:
                json.WriteStartObject();
                foreach (Field child in structure.Fields)
                {
                    json.WritePropertyName(child.Name);
                    Write(child, json);
                }

                json.WriteEndObject();
                break;
            case StructField:
                Pass(field);
                json.WriteNullValue();
                break;
            case ListField list:
                WriteList(field, json, () => Write(list.Item, json));
                break;
            case MapField map:
                WriteList(field, json, () =>
                {
                    json.WriteStartObject();
                    json.WritePropertyName("key");
                    Write(map.Key, json);
                    json.WritePropertyName("value");
                    Write(map.Value, json);
                    json.WriteEndObject();
                });
                break;
            default:
                throw new NotSupportedException(field.SchemaType.ToString());
        }
    }

    private void WriteList(Field field, Utf8JsonWriter json, Action writeItem, bool emptyIsBelow = true)
    {
        ParquetColumn first = FirstLeaf(field);
        if (first.Definition < field.MaxDefinitionLevel)
        {
            bool isEmpty = !emptyIsBelow || first.Definition == field.MaxDefinitionLevel - 1;
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

            return;
        }

        json.WriteStartArray();
        do
        {
            writeItem();
        }
        while (first.Repetition >= field.MaxRepetitionLevel);
        json.WriteEndArray();
    }

    private void Pass(Field field)
    {
        foreach (DataField leaf in LeavesOf(field))
        {
            _columns[leaf].Pass();
        }
    }

    private ParquetColumn FirstLeaf(Field field) => _columns[LeavesOf(field).First()];

    private static IEnumerable<DataField> LeavesOf(Field field) => field switch
    {
        DataField data => [data],
        StructField structure => structure.Fields.SelectMany(LeavesOf),
        ListField list => LeavesOf(list.Item),
        MapField map => LeavesOf(map.Key).Concat(LeavesOf(map.Value)),
        _ => throw new NotSupportedException(field.SchemaType.ToString()),
    };
}
