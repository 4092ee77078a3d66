using System.Globalization;

namespace EvalHarness.Pipeline.Files;

/// <summary>
/// Streams a text file, or a pipe, line by line as bytes that are UTF-8; memory is that of the longest line.
/// </summary>
internal sealed class LineReader : IDisposable
{
    private const int FirstBuffer = 1 << 18;

    private readonly string _path;
    private readonly FileStream _file;
    private byte[] _buffer = new byte[FirstBuffer];
    private int _start;
    private int _end;
    private bool _ended;

    /// <summary>Opens the file; a byte order mark at its start is passed over.</summary>
    public LineReader(string path)
    {
        _path = path;
        _file = InputFile.OpenStream(path);
        while (_end < 3 && !_ended)
        {
            Fill();
        }

        _start = _buffer.AsSpan(0, _end).StartsWith("\uFEFF"u8) ? 3 : 0;
    }

    /// <summary>Number of the line read last; the first is 1.</summary>
    public int LineNumber { get; private set; }

    /// <summary>Where the line read last stands, for messages: <c>file:line</c>.</summary>
    public string Place => string.Create(CultureInfo.InvariantCulture, $"{_path}:{LineNumber}");

    /// <summary>Reads the next line that is not blank, without its line feed.</summary>
    /// <param name="line">Valid until the next call.</param>
    /// <returns><c>false</c> at the end of the file.</returns>
    /// <exception cref="InvalidInputException">The line is too long, or not UTF-8.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        while (TryReadAny(out line))
        {
            if (TextBytes.FindMistake(line) is { } found)
            {
                throw TextBytes.WrongEncoding(_path, LineNumber, found);
            }

            if (line.ContainsAnyExcept(" \t\r"u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private bool TryReadAny(out ReadOnlySpan<byte> line)
    {
        int searched = 0;
        while (true)
        {
            int length = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf((byte)'\n');
            if (length >= 0)
            {
                line = _buffer.AsSpan(_start, searched + length);
                _start += searched + length + 1;
                LineNumber++;
                return true;
            }

            searched = _end - _start;
            if (_ended)
            {
                line = _buffer.AsSpan(_start, searched);
                _start = _end;
                LineNumber += searched > 0 ? 1 : 0;
                return searched > 0;
            }

            Fill();
        }
    }

    private int Read(Span<byte> free)
    {
        try
        {
            return _file.Read(free);
        }
        catch (IOException problem)
        {
            throw new InvalidInputException(_path, FileFailure.Describe(problem), "a readable file");
        }
    }

    private void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }

        if (_end == _buffer.Length)
        {
            if (_end >= TextBytes.LongestLine)
            {
                LineNumber++;
                throw new InvalidInputException(
                    Place, $"a line of more than {TextBytes.LongestLine >> 20} MiB", "shorter lines",
                    "Check for a missing line end.");
            }

            Array.Resize(ref _buffer, _end * 2);
        }

        int read = Read(_buffer.AsSpan(_end));
        _end += read;
        _ended = read == 0;
    }
}
