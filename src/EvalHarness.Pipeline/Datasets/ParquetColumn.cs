using System.Globalization;
using System.Text.Json;
using Parquet.Data;
using Parquet.Schema;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>One column of a row group, read from its start. Values are those that are there, without gaps.</summary>
internal sealed class ParquetColumn : IDisposable
{
    private readonly DataField _field;
    private readonly RawColumnData _data;
    private int _at;
    private int _value;

    /// <summary>Starts at the first cell.</summary>
    public ParquetColumn(DataField field, RawColumnData data) => (_field, _data) = (field, data);

    /// <summary>How much of the path to the present cell is there.</summary>
    public int Definition => _field.MaxDefinitionLevel == 0 ? 0 : _data.DefinitionLevels[_at];

    /// <summary>The list that the present cell continues; 0 where a row begins, and behind the last cell.</summary>
    public int Repetition => _field.MaxRepetitionLevel == 0 || _at >= _data.RepetitionLevels.Length
        ? 0
        : _data.RepetitionLevels[_at];

    /// <summary>Takes a cell as JSON.</summary>
    public void Write(Utf8JsonWriter json)
    {
        switch (Take())
        {
            case null:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number when double.IsFinite(number):
                json.WriteRawValue(WithPoint(number.ToString("R", CultureInfo.InvariantCulture)));
                break;
            case float number when float.IsFinite(number):
                json.WriteRawValue(WithPoint(number.ToString("R", CultureInfo.InvariantCulture)));
                break;
            case (sbyte or byte or short or ushort or int or uint or long or ulong or decimal) and var number:
                json.WriteRawValue(TextOf(number));
                break;
            case var other:
                json.WriteStringValue(TextOf(other));
                break;
        }
    }

    /// <summary>Passes over a cell that is not there.</summary>
    public void Pass() => _at++;

    /// <inheritdoc/>
    public void Dispose() => _data.Dispose();

    // A whole number of a column with fractions stays one with a fraction.
    private static string WithPoint(string number) => number.All(c => char.IsAsciiDigit(c) || c == '-')
        ? number + ".0"
        : number;

    private static string TextOf(object value) => value switch
    {
        string text => text,
        byte[] bytes => Convert.ToBase64String(bytes),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private object? Take()
    {
        bool isThere = Definition >= _field.MaxDefinitionLevel;
        _at++;
        return isThere ? ValueAt(_value++) : null;
    }

    private object? ValueAt(int place) => _data switch
    {
        RawColumnData<ReadOnlyMemory<char>> column => column.Values[place].ToString(),
        RawColumnData<ReadOnlyMemory<byte>> column => column.Values[place].ToArray(),
        RawColumnData<bool> column => column.Values[place],
        RawColumnData<int> column => column.Values[place],
        RawColumnData<long> column => column.Values[place],
        RawColumnData<double> column => column.Values[place],
        RawColumnData<float> column => column.Values[place],
        RawColumnData<sbyte> column => column.Values[place],
        RawColumnData<byte> column => column.Values[place],
        RawColumnData<short> column => column.Values[place],
        RawColumnData<ushort> column => column.Values[place],
        RawColumnData<uint> column => column.Values[place],
        RawColumnData<ulong> column => column.Values[place],
        RawColumnData<decimal> column => column.Values[place],
        RawColumnData<DateTime> column => column.Values[place],
        RawColumnData<DateOnly> column => column.Values[place],
        RawColumnData<TimeOnly> column => column.Values[place],
        RawColumnData<TimeSpan> column => column.Values[place],
        RawColumnData<Guid> column => column.Values[place],
        _ => throw new NotSupportedException(_field.ClrType.Name),
    };
}
