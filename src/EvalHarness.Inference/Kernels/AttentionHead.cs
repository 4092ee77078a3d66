namespace EvalHarness.Inference.Kernels;

/// <summary>Where the keys and values of one key-value head of one sequence lie.</summary>
/// <param name="keys">Keys (capacity / 16, head length, 16): blocks of sixteen positions, transposed.</param>
/// <param name="values">Values (capacity, value stride).</param>
/// <param name="headLength">Elements of a query or key.</param>
/// <param name="valueStride">Head length rounded up to 16; the padding holds zeros.</param>
/// <param name="capacity">Positions, a multiple of 16.</param>
/// <param name="scale">Positive factor of the scores, usually 1/√(head length).</param>
internal readonly unsafe struct AttentionHead(
    float* keys, float* values, int headLength, int valueStride, int capacity, float scale)
{
    /// <summary>Keys (capacity / 16, head length, 16).</summary>
    public float* Keys { get; } = keys;

    /// <summary>Values (capacity, value stride).</summary>
    public float* Values { get; } = values;

    /// <summary>Elements of a query or key.</summary>
    public int HeadLength { get; } = headLength;

    /// <summary>Distance of the values of two positions.</summary>
    public int ValueStride { get; } = valueStride;

    /// <summary>Positions, a multiple of 16.</summary>
    public int Capacity { get; } = capacity;

    /// <summary>Factor of the scores.</summary>
    public float Scale { get; } = scale;
}
