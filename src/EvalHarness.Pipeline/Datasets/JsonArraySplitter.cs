namespace EvalHarness.Pipeline.Datasets;

/// <summary>A row per element of one JSON array.</summary>
/// <remarks>Finds where elements end by brackets, quotes and commas alone; each is parsed later, on its own.</remarks>
internal sealed class JsonArraySplitter(int rowBytes) : RowSplitter(rowBytes)
{
    private readonly int _rowBytes = rowBytes;
    private int _depth;
    private bool _inText;
    private bool _isEscaped;
    private bool _hasContent;
    private bool _isElementDue;
    private bool _isEnded;

    public override RowSplitter Restart() => new JsonArraySplitter(_rowBytes);

    public override RowBytes? Take(ReadOnlySpan<byte> bytes, out int consumed)
    {
        int start = 0;
        for (int i = 0; i < bytes.Length; i++)
        {
            byte b = bytes[i];
            if (b == (byte)'\n')
            {
                NextLine();
            }

            if (_inText)
            {
                (_inText, _isEscaped) = (b != (byte)'"' || _isEscaped, b == (byte)'\\' && !_isEscaped);
            }
            else if (!_hasContent && (b is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                start = i + 1;
            }
            else if (_depth == 0)
            {
                Open(b);
                start = i + 1;
            }
            else if (_depth == 1 && (b is (byte)',' or (byte)']'))
            {
                Append(bytes[start..i]);
                start = consumed = i + 1;
                if (Close(isLast: b == (byte)']') is { } row)
                {
                    return row;
                }
            }
            else
            {
                Step(b);
            }
        }

        Append(bytes[start..]);
        consumed = bytes.Length;
        return null;
    }

    public override RowBytes? End() => _isEnded ? null : throw new FormatException(
        _depth == 0 ? "no JSON array" : "an array that is never closed, or an element whose brackets do not match");

    private void Open(byte b)
    {
        if (b != (byte)'[' || _isEnded)
        {
            throw new FormatException(_isEnded ? "text after the array" : "no JSON array");
        }

        (_depth, RowLine) = (1, Line);
    }

    // An empty element is a row of no bytes, which is no JSON; but an array may be empty.
    private RowBytes? Close(bool isLast)
    {
        bool isElement = _hasContent || _isElementDue || !isLast;
        RowLine = _hasContent ? RowLine : Line;
        (_hasContent, _isElementDue, _isEnded) = (false, !isLast, isLast);
        _depth = isLast ? 0 : 1;
        return isElement ? Cut() : null;
    }

    private void Step(byte b)
    {
        if (!_hasContent)
        {
            (_hasContent, RowLine) = (true, Line);
        }

        _inText = b == (byte)'"';
        _depth += b is (byte)'[' or (byte)'{' ? 1 : _depth > 1 && (b is (byte)']' or (byte)'}') ? -1 : 0;
    }
}
