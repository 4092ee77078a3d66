using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>
/// Single precision, as attention reads it: keys (capacity / 16, head length, 16), that is blocks of sixteen positions
/// transposed, then values (capacity, head length rounded up to 16).
/// </summary>
internal sealed unsafe class SingleHeadStore(ModelConfig config, int capacity) : HeadStore(config, capacity)
{
    /// <inheritdoc/>
    public override long Bytes => (KeysLength + ((long)Capacity * ValueStride)) * sizeof(float);

    /// <inheritdoc/>
    public override long ScratchLength => 0;

    private long KeysLength => (long)Capacity * HeadLength;

    /// <inheritdoc/>
    public override void Store(byte* head, int position, float* key, float* value)
    {
        Transpose((float*)head, position, new ReadOnlySpan<float>(key, HeadLength));
        float* values = (float*)head + KeysLength;
        new ReadOnlySpan<float>(value, HeadLength)
            .CopyTo(new Span<float>(values + ((long)position * ValueStride), HeadLength));
    }

    /// <inheritdoc/>
    public override AttentionHead Open(byte* head, int positions, float* scratch) =>
        new((float*)head, (float*)head + KeysLength, HeadLength, ValueStride, Capacity, Scale);

    /// <inheritdoc/>
    public override void CopyPrefix(byte* from, int fromCapacity, byte* to, int count)
    {
        Copy(from, to, (long)AlignedBuffer.RoundUp(count, AttentionKernel.KeyBlock) * HeadLength * sizeof(float));
        byte* fromValues = from + ((long)fromCapacity * HeadLength * sizeof(float));
        Copy(fromValues, to + (KeysLength * sizeof(float)), (long)count * ValueStride * sizeof(float));
    }

    private static void Copy(byte* from, byte* to, long bytes) => Buffer.MemoryCopy(from, to, bytes, bytes);
}
