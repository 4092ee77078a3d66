using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>How the keys and values of one key-value head of one sequence lie in memory.</summary>
/// <remarks>
/// What is kept of a position depends on its own key and value alone, and attention reads only what is kept: so a
/// position means the same to every query, whatever batch it was computed in.
/// </remarks>
/// <param name="config">Shape of the model.</param>
/// <param name="capacity">Positions, a multiple of <see cref="AttentionKernel.KeyBlock"/>.</param>
internal abstract unsafe class HeadStore(ModelConfig config, int capacity)
{
    /// <summary>Memory of a head, in bytes.</summary>
    public abstract long Bytes { get; }

    /// <summary>Floats of scratch that <see cref="Open"/> needs; 0 when it needs none.</summary>
    public abstract long ScratchLength { get; }

    /// <summary>Positions, a multiple of <see cref="AttentionKernel.KeyBlock"/>.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Elements of a key or value.</summary>
    protected int HeadLength { get; } = config.HeadLength;

    /// <summary>Distance of two values where attention reads them.</summary>
    protected int ValueStride { get; } = AlignedBuffer.RoundUp(config.HeadLength, VectorMath.Lanes);

    /// <summary>Factor of the scores.</summary>
    protected float Scale { get; } = config.AttentionScale;

    /// <summary>How a head lies in memory.</summary>
    /// <param name="config">Shape of the model.</param>
    /// <param name="capacity">Positions, a multiple of <see cref="AttentionKernel.KeyBlock"/>.</param>
    /// <param name="type">How keys and values are kept: one of <see cref="EngineOptions.KeyValueTypes"/>.</param>
    public static HeadStore Create(ModelConfig config, int capacity, TensorType type) => type == TensorType.F32
        ? new SingleHeadStore(config, capacity)
        : new QuantizedHeadStore(config, capacity, TensorFormats.For(type));

    /// <summary>Writes the key and value (head length) of a position.</summary>
    public abstract void Store(byte* head, int position, float* key, float* value);

    /// <summary>Keys and values of the first positions, as attention reads them.</summary>
    /// <param name="head">Memory of the head.</param>
    /// <param name="positions">Positions that will be read.</param>
    /// <param name="scratch">The calling worker's own scratch; it holds the result until the next call.</param>
    public abstract AttentionHead Open(byte* head, int positions, float* scratch);

    /// <summary>Copies the first positions of a head of another store of the same kind.</summary>
    /// <param name="from">Memory of the other head.</param>
    /// <param name="fromCapacity">Positions of the other store.</param>
    /// <param name="to">Memory of the head.</param>
    /// <param name="count">Positions to copy.</param>
    public abstract void CopyPrefix(byte* from, int fromCapacity, byte* to, int count);

    /// <summary>Writes one key into transposed blocks of sixteen positions.</summary>
    protected void Transpose(float* keys, int position, ReadOnlySpan<float> key)
    {
        int lane = position % AttentionKernel.KeyBlock;
        float* target = keys + ((long)(position - lane) * HeadLength) + lane;
        for (int e = 0; e < key.Length; e++)
        {
            target[(long)e * AttentionKernel.KeyBlock] = key[e];
        }
    }
}
