using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>Keys and values of several sequences: per slot, layer and key-value head one store.</summary>
internal sealed unsafe class KeyValueCache : IDisposable
{
    private readonly ModelConfig _config;
    private readonly CacheSlot[] _slots;
    private readonly HeadStore _store;

    /// <summary>Makes room for a number of sequences; memory is committed as they grow.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="slots">Number of sequences.</param>
    /// <param name="contextLength">Positions per sequence.</param>
    /// <param name="type">How keys and values are kept: one of <see cref="EngineOptions.KeyValueTypes"/>.</param>
    public KeyValueCache(ModelConfig config, int slots, int contextLength, TensorType type = TensorType.F32)
    {
        _config = config;
        ContextLength = contextLength;
        Capacity = AlignedBuffer.RoundUp(contextLength, AttentionKernel.KeyBlock);
        _store = type == TensorType.F32
            ? new SingleHeadStore(config, Capacity)
            : new QuantizedHeadStore(config, Capacity, TensorFormats.For(type));
        long heads = (long)config.KeyValueHeadCount * config.LayerCount;
        long slotBytes = checked(_store.Bytes * heads);
        BytesPerToken = slotBytes / Capacity;
        _slots = new CacheSlot[slots];
        for (int i = 0; i < slots; i++)
        {
            _slots[i] = new CacheSlot((slotBytes + sizeof(float) - 1) / sizeof(float));
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

    /// <summary>Memory of one position of one sequence, in bytes.</summary>
    public long BytesPerToken { get; }

    /// <summary>Floats of scratch that <see cref="Open"/> needs; 0 when it needs none.</summary>
    public int ScratchLength => _store.ScratchLength;

    /// <summary>Keys and values of one head, at the first positions.</summary>
    /// <param name="slot">Sequence.</param>
    /// <param name="layer">Layer.</param>
    /// <param name="head">Key-value head.</param>
    /// <param name="positions">Positions that will be read.</param>
    /// <param name="scratch">The calling worker's own scratch; it may hold the result until the next call.</param>
    public AttentionHead Open(int slot, int layer, int head, int positions, float* scratch) =>
        _store.Open(Head(slot, layer, head), positions, scratch);

    /// <summary>Writes the keys and values of one position of one layer.</summary>
    /// <param name="slot">Sequence.</param>
    /// <param name="layer">Layer.</param>
    /// <param name="position">Position, below <see cref="ContextLength"/>.</param>
    /// <param name="keys">Keys (key-value heads, head length), rotated.</param>
    /// <param name="values">Values (key-value heads, head length).</param>
    public void Store(int slot, int layer, int position, float* keys, float* values)
    {
        int length = _config.HeadLength;
        for (int head = 0; head < _config.KeyValueHeadCount; head++, keys += length, values += length)
        {
            _store.Store(Head(slot, layer, head), position, keys, values);
        }
    }

    /// <summary>Makes the first positions of one sequence equal to those of another.</summary>
    public void CopyPrefix(int from, int to, int count)
    {
        CacheSlot source = _slots[from];
        CacheSlot target = _slots[to];
        for (int layer = 0; layer < _config.LayerCount; layer++)
        {
            for (int head = 0; head < _config.KeyValueHeadCount; head++)
            {
                _store.CopyPrefix(Head(from, layer, head), Head(to, layer, head), count);
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

    private byte* Head(int slot, int layer, int head) =>
        (byte*)_slots[slot].Memory.Start + (_store.Bytes * (((long)layer * _config.KeyValueHeadCount) + head));
}
