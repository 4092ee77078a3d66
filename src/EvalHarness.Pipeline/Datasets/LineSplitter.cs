namespace EvalHarness.Pipeline.Datasets;

/// <summary>A row per line.</summary>
internal sealed class LineSplitter(int rowBytes) : RowSplitter(rowBytes)
{
    private readonly int _rowBytes = rowBytes;

    public override RowSplitter Restart() => new LineSplitter(_rowBytes);

    public override RowBytes? Take(ReadOnlySpan<byte> bytes, out int consumed)
    {
        int end = bytes.IndexOf((byte)'\n');
        Append(end < 0 ? bytes : bytes[..end]);
        consumed = end < 0 ? bytes.Length : end + 1;
        if (end < 0)
        {
            return null;
        }

        RowBytes row = Cut();
        NextLine();
        RowLine = Line;
        return row;
    }

    public override RowBytes? End() => Cut();
}
