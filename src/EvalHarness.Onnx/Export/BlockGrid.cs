namespace EvalHarness.Onnx.Export;

/// <summary>The values that a block of weights can take: w = (q − z) · s with whole q from 0 to 2^bits - 1.</summary>
/// <param name="Scale">s; 0 for a block of zeros.</param>
/// <param name="ZeroPoint">z.</param>
internal readonly record struct BlockGrid(float Scale, float ZeroPoint)
{
    /// <summary>
    /// The grid around the middle of the range. The weight of the largest magnitude becomes the lowest code, which the
    /// other side of the range lacks.
    /// </summary>
    public static BlockGrid Symmetric(ReadOnlySpan<float> weights, int bits)
    {
        float middle = 1 << (bits - 1);
        float largest = 0;
        foreach (float weight in weights)
        {
            largest = MathF.Abs(weight) > MathF.Abs(largest) ? weight : largest;
        }

        return new(largest / -middle, middle);
    }

    /// <summary>The grid from the smallest to the largest weight, its zero point whole: it holds 0.</summary>
    public static BlockGrid Affine(ReadOnlySpan<float> weights, int bits)
    {
        float top = (1 << bits) - 1;
        float smallest = 0;
        float largest = 0;
        foreach (float weight in weights)
        {
            (smallest, largest) = (MathF.Min(smallest, weight), MathF.Max(largest, weight));
        }

        float scale = (largest - smallest) / top;
        return new(scale, scale > 0 ? Math.Clamp(MathF.Round(-smallest / scale), 0, top) : 0);
    }
}
