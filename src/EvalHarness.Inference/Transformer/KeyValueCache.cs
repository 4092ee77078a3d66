using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>Keys and values of several sequences: per slot, layer and key-value head one store.</summary>
internal sealed unsafe class KeyValueCache : IDisposable
{
    private readonly ModelConfig _config;
    private readonly CacheSlot[] _slots;

    /// <summary>Makes room for a number of sequences; memory is taken as they grow.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="slots">Number of sequences.</param>
    /// <param name="contextLength">Positions per sequence.</param>
    /// <param name="type">How keys and values are kept: one of <see cref="EngineOptions.KeyValueTypes"/>.</param>
    /// <param name="budget">What the memory counts against; <c>null</c> for the process's.</param>
    public KeyValueCache(
        ModelConfig config,
        int slots,
        int contextLength,
        TensorType type = TensorType.F32,
        MemoryBudget? budget = null)
    {
        _config = config;
        ContextLength = contextLength;
        int most = AlignedBuffer.RoundUp(contextLength, AttentionKernel.KeyBlock);
        int heads = checked(config.KeyValueHeadCount * config.LayerCount);
        BytesPerToken = StoreFor(AttentionKernel.KeyBlock).Bytes * heads / AttentionKernel.KeyBlock;
        _slots = new CacheSlot[slots];
        for (int i = 0; i < slots; i++)
        {
            _slots[i] = new CacheSlot(heads, most, StoreFor, budget);
        }

        HeadStore StoreFor(int capacity) => HeadStore.Create(config, capacity, type);
    }

    /// <summary>Positions per sequence.</summary>
    public int ContextLength { get; }

    /// <summary>The most positions that a sequence has memory for now.</summary>
    public int Capacity
    {
        get
        {
            int most = 0;
            foreach (CacheSlot slot in _slots)
            {
                most = Math.Max(most, slot.Capacity);
            }

            return most;
        }
    }

    /// <summary>The sequences.</summary>
    public IReadOnlyList<CacheSlot> Slots => _slots;

    /// <summary>Memory in use, in bytes.</summary>
    public long Bytes => _slots.Sum(slot => slot.Bytes);

    /// <summary>Memory of one position of one sequence, in bytes.</summary>
    public long BytesPerToken { get; }

    /// <summary>Floats of scratch that <see cref="Open"/> needs now; 0 when it needs none.</summary>
    public long ScratchLength => _slots.Max(slot => slot.Capacity == 0 ? 0 : slot.Store.ScratchLength);

    /// <summary>Gives the first positions of a sequence memory; not while a sequence is read or written.</summary>
    /// <exception cref="OutOfMemoryException">The system does not grant the memory.</exception>
    public void Reserve(int slot, int positions) => _slots[slot].Reserve(positions);

    /// <summary>Forgets a sequence and gives its memory back.</summary>
    public void Clear(int slot) => _slots[slot].Clear();

    /// <summary>Keys and values of one head, at the first positions.</summary>
    /// <param name="slot">Sequence.</param>
    /// <param name="layer">Layer.</param>
    /// <param name="head">Key-value head.</param>
    /// <param name="positions">Positions that will be read.</param>
    /// <param name="scratch">The calling worker's own scratch; it may hold the result until the next call.</param>
    public AttentionHead Open(int slot, int layer, int head, int positions, float* scratch) =>
        _slots[slot].Store.Open(Head(slot, layer, head), positions, scratch);

    /// <summary>Writes the keys and values of one position of one layer.</summary>
    /// <param name="slot">Sequence.</param>
    /// <param name="layer">Layer.</param>
    /// <param name="position">Position that has memory.</param>
    /// <param name="keys">Keys (key-value heads, head length), rotated.</param>
    /// <param name="values">Values (key-value heads, head length).</param>
    public void Store(int slot, int layer, int position, float* keys, float* values)
    {
        int length = _config.HeadLength;
        for (int head = 0; head < _config.KeyValueHeadCount; head++, keys += length, values += length)
        {
            _slots[slot].Store.Store(Head(slot, layer, head), position, keys, values);
        }
    }

    /// <summary>Makes the first positions of one sequence equal to those of another.</summary>
    public void CopyPrefix(int from, int to, int count)
    {
        CacheSlot source = _slots[from];
        CacheSlot target = _slots[to];
        target.Reserve(count);
        for (int layer = 0; layer < _config.LayerCount; layer++)
        {
            for (int head = 0; head < _config.KeyValueHeadCount; head++)
            {
                target.Store.CopyPrefix(
                    Head(from, layer, head), source.Capacity, Head(to, layer, head), count);
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
        _slots[slot].Head((layer * _config.KeyValueHeadCount) + head);
}
