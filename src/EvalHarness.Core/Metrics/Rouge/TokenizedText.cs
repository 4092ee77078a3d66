using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>A text as word numbers, with the places where its lines end. Its memory is reused.</summary>
internal sealed class TokenizedText
{
    private int[] _tokens = new int[256];
    private int[] _lineEnds = new int[32];
    private int _count;
    private int _lines;

    /// <summary>Word numbers in reading order.</summary>
    public ReadOnlySpan<int> Tokens => _tokens.AsSpan(0, _count);

    /// <summary>For each line that holds a word, the index just behind its last word.</summary>
    public ReadOnlySpan<int> LineEnds => _lineEnds.AsSpan(0, _lines);

    /// <summary>Empties the text.</summary>
    public void Clear() => (_count, _lines) = (0, 0);

    /// <summary>Appends a word.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int token)
    {
        if (_count == _tokens.Length)
        {
            Grow();
        }

        _tokens[_count++] = token;
    }

    /// <summary>Ends the current line; a line without words leaves no trace.</summary>
    public void EndLine()
    {
        if (_count == (_lines == 0 ? 0 : _lineEnds[_lines - 1]))
        {
            return;
        }

        if (_lines == _lineEnds.Length)
        {
            Array.Resize(ref _lineEnds, _lines * 2);
        }

        _lineEnds[_lines++] = _count;
    }

    private void Grow() => Array.Resize(ref _tokens, _count * 2);
}
