namespace EvalHarness.Inference.Gguf;

/// <summary>One tensor of a mapped file; its extent was verified when the file was opened.</summary>
public sealed class GgufTensor
{
    private readonly GgufFile _file;

    internal GgufTensor(GgufFile file, string name, TensorType type, IReadOnlyList<long> dimensions, long fileOffset)
    {
        (_file, Name, Type, Dimensions, FileOffset) = (file, name, type, dimensions, fileOffset);
        TensorLayout layout = TensorLayout.Of(type);
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

    /// <summary>Where its data begins in the file.</summary>
    public long FileOffset { get; }

    /// <summary>The address of its data, valid until the file is disposed.</summary>
    public unsafe byte* Pointer => _file.Base + FileOffset;

    /// <summary>Its data, valid until the file is disposed.</summary>
    /// <exception cref="InvalidOperationException">It is larger than a span can be; use <see cref="Rows"/>.</exception>
    public unsafe ReadOnlySpan<byte> Data => ByteLength <= int.MaxValue
        ? new(Pointer, (int)ByteLength)
        : throw new InvalidOperationException($"Tensor '{Name}' is larger than 2 GiB: read it by rows.");

    /// <summary>Another tensor of its file; <c>null</c> when there is none of the name.</summary>
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
