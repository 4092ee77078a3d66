namespace EvalHarness.Inference.Kernels;

/// <summary>Rows of activations, a fixed distance apart.</summary>
/// <param name="start">First row.</param>
/// <param name="stride">Distance of two rows, in floats.</param>
internal readonly unsafe struct RowBlock(float* start, int stride)
{
    /// <summary>Distance of two rows, in floats.</summary>
    public int Stride => stride;

    /// <summary>A row.</summary>
    public float* this[int row] => start + ((long)row * stride);

    /// <summary>The same rows from an element on.</summary>
    public RowBlock From(int element) => new(start + element, stride);
}
