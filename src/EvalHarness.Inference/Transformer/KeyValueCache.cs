using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>
/// Keys and values of several sequences. Per slot, layer and key-value head: keys (capacity / 16, head length, 16),
/// that is blocks of sixteen positions transposed, then values (capacity, head length rounded up to 16).
/// </summary>
internal sealed unsafe class KeyValueCache : IDisposable
{
    private readonly ModelConfig _config;
    private readonly CacheSlot[] _slots;
    private readonly int _valueStride;
    private readonly long _keysLength;
    private readonly long _headLength;

    /// <summary>Makes room for a number of sequences; memory is committed as they grow.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="slots">Number of sequences.</param>
    /// <param name="contextLength">Positions per sequence.</param>
    public KeyValueCache(ModelConfig config, int slots, int contextLength)
    {
        _config = config;
        ContextLength = contextLength;
        Capacity = AlignedBuffer.RoundUp(contextLength, AttentionKernel.KeyBlock);
        _valueStride = AlignedBuffer.RoundUp(config.HeadLength, VectorMath.Lanes);
        _keysLength = (long)Capacity * config.HeadLength;
        _headLength = _keysLength + ((long)Capacity * _valueStride);
        long slotLength = checked(_headLength * config.KeyValueHeadCount * config.LayerCount);
        _slots = new CacheSlot[slots];
        for (int i = 0; i < slots; i++)
        {
            _slots[i] = new CacheSlot(slotLength);
        }
    }

    /// <summary>Positions per sequence.</summary>
    public int ContextLength { get; }

    /// <summary><see cref="ContextLength"/> rounded up to a key block.</summary>
    public int Capacity { get; }

    /// <summary>The sequences.</summary>
    public IReadOnlyList<CacheSlot> Slots => _slots;

    /// <summary>Memory in use, in bytes.</summary>
    public long Bytes => _slots.Sum(slot => slot.Bytes);

    /// <summary>Keys and values of one head.</summary>
    public AttentionHead Head(int slot, int layer, int head)
    {
        float* start = _slots[slot].Memory.Start + Offset(layer, head);
        return new(
            start, start + _keysLength, _config.HeadLength, _valueStride, Capacity, _config.AttentionScale);
    }

    /// <summary>Writes the keys and values of one position of one layer.</summary>
    /// <param name="slot">Sequence.</param>
    /// <param name="layer">Layer.</param>
    /// <param name="position">Position, below <see cref="ContextLength"/>.</param>
    /// <param name="keys">Keys (key-value heads, head length), rotated.</param>
    /// <param name="values">Values (key-value heads, head length).</param>
    public void Store(int slot, int layer, int position, float* keys, float* values)
    {
        int length = _config.HeadLength;
        int lane = position % AttentionKernel.KeyBlock;
        for (int head = 0; head < _config.KeyValueHeadCount; head++, keys += length, values += length)
        {
            AttentionHead target = Head(slot, layer, head);
            float* key = target.Keys + ((long)(position - lane) * length) + lane;
            for (int e = 0; e < length; e++)
            {
                key[(long)e * AttentionKernel.KeyBlock] = keys[e];
            }

            new ReadOnlySpan<float>(values, length)
                .CopyTo(new Span<float>(target.Values + ((long)position * _valueStride), length));
        }
    }

    /// <summary>Makes the first positions of one sequence equal to those of another.</summary>
    public void CopyPrefix(int from, int to, int count)
    {
        CacheSlot source = _slots[from];
        CacheSlot target = _slots[to];
        int blocks = AlignedBuffer.RoundUp(count, AttentionKernel.KeyBlock);
        for (int layer = 0; layer < _config.LayerCount; layer++)
        {
            for (int head = 0; head < _config.KeyValueHeadCount; head++)
            {
                AttentionHead read = Head(from, layer, head);
                AttentionHead write = Head(to, layer, head);
                Copy(read.Keys, write.Keys, (long)blocks * _config.HeadLength);
                Copy(read.Values, write.Values, (long)count * _valueStride);
            }
        }

        target.Truncate(0);
        for (int i = 0; i < count; i++)
        {
            target.Append(source.Tokens[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (CacheSlot slot in _slots)
        {
            slot.Dispose();
        }
    }

    private static void Copy(float* from, float* to, long length) =>
        Buffer.MemoryCopy(from, to, length * sizeof(float), length * sizeof(float));

    private long Offset(int layer, int head) => _headLength * (((long)layer * _config.KeyValueHeadCount) + head);
}
