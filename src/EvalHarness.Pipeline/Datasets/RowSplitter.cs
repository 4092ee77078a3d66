using System.Buffers;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Cuts a stream of bytes into rows, holding no more than one of them.</summary>
/// <param name="rowBytes">Largest row; what is longer is passed over, not held.</param>
internal abstract class RowSplitter(int rowBytes)
{
    private readonly ArrayBufferWriter<byte> _row = new();
    private bool _isTooLong;

    /// <summary>Present line, from 1.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>Line on which the present row began.</summary>
    public int RowLine { get; protected set; } = 1;

    /// <summary>A splitter of the same kind at the beginning of a file.</summary>
    public abstract RowSplitter Restart();

    /// <summary>
    /// Takes bytes up to the end of the next row. <paramref name="consumed"/> says how many; the result is the row, or
    /// <c>null</c> when the bytes end before it.
    /// </summary>
    /// <exception cref="FormatException">The bytes are no sequence of rows; says why.</exception>
    public abstract RowBytes? Take(ReadOnlySpan<byte> bytes, out int consumed);

    /// <summary>The row that the end of the file ends; <c>null</c> when there is none.</summary>
    /// <exception cref="FormatException">The file may not end here; says why.</exception>
    public abstract RowBytes? End();

    /// <summary>Counts a line end.</summary>
    protected void NextLine() => Line++;

    /// <summary>Adds bytes to the present row.</summary>
    protected void Append(ReadOnlySpan<byte> bytes)
    {
        _isTooLong |= _row.WrittenCount + bytes.Length > rowBytes;
        if (_isTooLong)
        {
            _row.ResetWrittenCount();
        }
        else
        {
            _row.Write(bytes);
        }
    }

    /// <summary>The present row, ended here; the next bytes begin another.</summary>
    protected RowBytes Cut()
    {
        RowBytes row = new(RowLine, _row.WrittenMemory, _isTooLong);
        _row.ResetWrittenCount();
        _isTooLong = false;
        return row;
    }
}
