using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>
/// Half precision, or blocks of 32 elements of one position's key or value under a scale of their own: per position the
/// key's blocks, then the value's, each rounded up to whole blocks. They are expanded to single precision for
/// attention, once for all queries of a sequence that are in one batch.
/// </summary>
internal sealed unsafe class QuantizedHeadStore : HeadStore
{
    private readonly TensorFormat _format;
    private readonly int _paddedLength;
    private readonly int _vectorBytes;

    /// <summary>Keeps keys and values in a format.</summary>
    public QuantizedHeadStore(ModelConfig config, int capacity, TensorFormat format)
        : base(config, capacity)
    {
        _format = format;
        _paddedLength = AlignedBuffer.RoundUp(config.HeadLength, format.BlockLength);
        _vectorBytes = format.BytesFor(_paddedLength);
    }

    /// <inheritdoc/>
    public override long Bytes => (long)Capacity * 2 * _vectorBytes;

    /// <inheritdoc/>
    public override long ScratchLength => (long)Capacity * (HeadLength + ValueStride);

    /// <inheritdoc/>
    public override void Store(byte* head, int position, float* key, float* value)
    {
        Span<float> padded = stackalloc float[_paddedLength];
        padded.Clear();
        byte* target = head + ((long)position * 2 * _vectorBytes);
        new ReadOnlySpan<float>(key, HeadLength).CopyTo(padded);
        _format.Quantize(padded, new Span<byte>(target, _vectorBytes));
        new ReadOnlySpan<float>(value, HeadLength).CopyTo(padded);
        _format.Quantize(padded, new Span<byte>(target + _vectorBytes, _vectorBytes));
    }

    /// <inheritdoc/>
    public override AttentionHead Open(byte* head, int positions, float* scratch)
    {
        float* values = scratch + ((long)Capacity * HeadLength);
        Span<float> padded = stackalloc float[_paddedLength];
        for (int position = 0; position < positions; position++, head += 2 * _vectorBytes)
        {
            _format.Dequantize(new ReadOnlySpan<byte>(head, _vectorBytes), padded);
            Transpose(scratch, position, padded[..HeadLength]);
            _format.Dequantize(new ReadOnlySpan<byte>(head + _vectorBytes, _vectorBytes), padded);
            padded[..HeadLength].CopyTo(new Span<float>(values + ((long)position * ValueStride), HeadLength));
        }

        return new(scratch, values, HeadLength, ValueStride, Capacity, Scale);
    }

    /// <inheritdoc/>
    public override void CopyPrefix(byte* from, int fromCapacity, byte* to, int count)
    {
        long bytes = (long)count * 2 * _vectorBytes;
        Buffer.MemoryCopy(from, to, bytes, bytes);
    }
}
