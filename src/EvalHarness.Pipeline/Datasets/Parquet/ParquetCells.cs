using System.Text.Json;
using ParquetSharp;

namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>The cells of a column of one physical type. Values are those that are there, without gaps.</summary>
/// <typeparam name="T">The type; pointers are valid until more cells are read.</typeparam>
internal sealed class ParquetCells<T> : ParquetColumn
    where T : unmanaged
{
    private const int CellsAtOnce = 256;

    private readonly ColumnReader<T> _reader;
    private readonly Action<Utf8JsonWriter, T> _write;
    private readonly Func<T, ReadOnlySpan<byte>>? _text;
    private readonly int _most;
    private readonly short[] _definitions = [];
    private readonly short[] _repetitions = [];
    private readonly T[] _values = new T[CellsAtOnce];
    private int _at;
    private int _value;
    private int _cells;
    private int _thereCells;

    /// <summary>Starts at the first cell.</summary>
    /// <param name="reader">Reads the column; disposed with this.</param>
    /// <param name="write">Writes a value as JSON.</param>
    /// <param name="text">The bytes of a text; <c>null</c> for other values.</param>
    public ParquetCells(
        ColumnReader<T> reader, Action<Utf8JsonWriter, T> write, Func<T, ReadOnlySpan<byte>>? text = null)
    {
        (_reader, _write, _text) = (reader, write, text);
        ColumnDescriptor column = reader.ColumnDescriptor;
        _most = column.MaxDefinitionLevel;
        _definitions = _most > 0 ? new short[CellsAtOnce] : [];
        _repetitions = column.MaxRepetitionLevel > 0 ? new short[CellsAtOnce] : [];
    }

    /// <inheritdoc/>
    public override int Definition => !HasCell() ? throw new InvalidDataException("fewer cells than rows")
        : _most > 0 ? _definitions[_at] : 0;

    /// <inheritdoc/>
    public override int Repetition => _repetitions.Length > 0 && HasCell() ? _repetitions[_at] : 0;

    /// <inheritdoc/>
    public override bool HasTexts => _text is not null;

    /// <inheritdoc/>
    public override bool TryTakeText(out ReadOnlySpan<byte> text)
    {
        bool isThere = TryTake(out T value);
        text = isThere ? _text!(value) : default;
        return isThere;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json)
    {
        if (TryTake(out T value))
        {
            _write(json, value);
        }
        else
        {
            json.WriteNullValue();
        }
    }

    /// <inheritdoc/>
    public override void Pass() => _ = Definition >= 0 ? _at++ : 0;

    /// <inheritdoc/>
    public override void Dispose() => _reader.Dispose();

    private bool TryTake(out T value)
    {
        bool isThere = Definition >= _most;
        _at++;
        value = !isThere ? default
            : _value < _thereCells ? _values[_value++]
            : throw new InvalidDataException("fewer values than cells");
        return isThere;
    }

    private bool HasCell()
    {
        if (_at < _cells)
        {
            return true;
        }

        _at = _value = _cells = _thereCells = 0;
        while (_cells == 0 && _reader.HasNext)
        {
            _cells = (int)_reader.ReadBatch(CellsAtOnce, _definitions, _repetitions, _values, out long values);
            _thereCells = (int)values;
            if (_cells is < 0 or > CellsAtOnce || _thereCells is < 0 or > CellsAtOnce)
            {
                throw new InvalidDataException("more cells than were asked for");
            }
        }

        return _cells > 0;
    }
}
