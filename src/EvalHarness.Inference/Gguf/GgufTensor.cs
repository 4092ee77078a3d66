namespace EvalHarness.Inference.Gguf;

/// <summary>One tensor of a file; its extent was verified when the file was opened.</summary>
public sealed class GgufTensor
{
    private readonly GgufFile _file;
    private readonly GgufPart _part;

    internal GgufTensor(
        GgufFile file,
        GgufPart part,
        string name,
        TensorType type,
        IReadOnlyList<long> dimensions,
        long fileOffset)
    {
        (_file, _part, Name, Type, Dimensions, FileOffset) = (file, part, name, type, dimensions, fileOffset);
        TensorLayout layout = TensorLayout.For(type);
        ElementCount = dimensions.Aggregate(1L, (product, dimension) => checked(product * dimension));
        RowBytes = layout.RowBytes(RowLength);
        ByteLength = checked(RowBytes * RowCount);
    }

    /// <summary>Its name, such as <c>blk.0.attn_q.weight</c>.</summary>
    public string Name { get; }

    /// <summary>How its weights are stored.</summary>
    public TensorType Type { get; }

    /// <summary>One to four dimensions, the contiguous one (the row) first.</summary>
    public IReadOnlyList<long> Dimensions { get; }

    /// <summary>Weights in the tensor.</summary>
    public long ElementCount { get; }

    /// <summary>Weights in a row, the first dimension.</summary>
    public long RowLength => Dimensions[0];

    /// <summary>Number of rows, the product of the other dimensions.</summary>
    public long RowCount => ElementCount / RowLength;

    /// <summary>Bytes of a row; rows never share blocks.</summary>
    public long RowBytes { get; }

    /// <summary>Bytes of the tensor, padding excluded.</summary>
    public long ByteLength { get; }

    /// <summary>The file that holds it: of a model in parts, the part.</summary>
    public string FilePath => _part.Path;

    /// <summary>Where its data begins in its file.</summary>
    public long FileOffset { get; }

    /// <summary>The address of its data, valid until the file is disposed.</summary>
    public unsafe byte* Pointer => _part.Base + FileOffset;

    /// <summary>Its data, valid until the file is disposed.</summary>
    /// <exception cref="InvalidOperationException">It is larger than a span can be; use <see cref="Rows"/>.</exception>
    public unsafe ReadOnlySpan<byte> Data => ByteLength <= int.MaxValue
        ? new(Pointer, (int)ByteLength)
        : throw new InvalidOperationException($"Tensor '{Name}' is larger than 2 GiB: read it by rows.");

    /// <summary>Checks that its data is still there.</summary>
    /// <exception cref="GgufFormatException">The file is shorter than it was.</exception>
    public void RequireWhole() => _part.RequireWhole();

    /// <summary>Another tensor of its model; <c>null</c> when there is none of the name.</summary>
    public GgufTensor? FindSibling(string name) => _file.TryGetTensor(name, out GgufTensor? sibling) ? sibling : null;

    /// <summary>The bytes of some rows, valid until the file is disposed.</summary>
    /// <param name="first">First row, from 0.</param>
    /// <param name="count">Number of rows; together at most 2 GiB.</param>
    public unsafe ReadOnlySpan<byte> Rows(long first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, RowCount - count);
        return new(Pointer + (first * RowBytes), checked((int)(count * RowBytes)));
    }
}
