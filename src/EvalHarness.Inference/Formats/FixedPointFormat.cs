using System.Numerics.Tensors;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// <c>fixed2</c> to <c>fixed8</c>: w = 2^e q, -n - 1 ≤ q ≤ n with n = 2^(bits-1) - 1; e is a signed byte, the smallest
/// exponent that reaches the largest weight, or one less where that loses less.
/// </summary>
internal sealed class FixedPointFormat(ExtensionType type)
    : IntegerFormat(type, 1, -(1 << (type.Bits - 1)), (1 << (type.Bits - 1)) - 1)
{
    private const int SmallestExponent = -126;
    private const int LargestExponent = 120;

    public override bool HasMinimum => false;

    public override (float Scale, float Minimum) FindPlain(ReadOnlySpan<float> values) => Find(values, []);

    protected override (float Scale, float Minimum) FindWeighed(
        ReadOnlySpan<float> values, ReadOnlySpan<float> importance) => Find(values, importance);

    protected override void WriteParameters(float scale, float minimum, Span<byte> block) =>
        block[0] = (byte)(sbyte)(scale == 0
            ? SmallestExponent
            : Math.Clamp(NearestExponent(scale), SmallestExponent, LargestExponent));

    protected override (float Scale, float Minimum) ReadParameters(ReadOnlySpan<byte> block) =>
        (MathF.ScaleB(1, Math.Max(SmallestExponent, (int)(sbyte)block[0])), 0);

    private (float Scale, float Minimum) Find(ReadOnlySpan<float> values, ReadOnlySpan<float> importance)
    {
        float largest = MathF.Abs(TensorPrimitives.MaxMagnitude(values));
        if (largest == 0)
        {
            return (0, 0);
        }

        float[] w = new float[values.Length];
        if (importance.IsEmpty)
        {
            Array.Fill(w, 1);
        }
        else
        {
            importance.CopyTo(w);
        }

        float wide = MathF.ScaleB(1, Math.Clamp(
            ExponentReaching(largest / Highest), SmallestExponent + 1, LargestExponent));
        float tight = wide / 2;
        return ScaleSearch.Error(values, w, tight, 0, Lowest, Highest)
            < ScaleSearch.Error(values, w, wide, 0, Lowest, Highest) ? (tight, 0) : (wide, 0);
    }

    /// <summary>The smallest e with 2^e ≥ x; exact, as logarithms of the C library are not.</summary>
    private static int ExponentReaching(float x)
    {
        int exponent = MathF.ILogB(x);
        return x > MathF.ScaleB(1, exponent) ? exponent + 1 : exponent;
    }

    /// <summary>log2 x, rounded: √2 parts those above from those below.</summary>
    private static int NearestExponent(float x)
    {
        int exponent = MathF.ILogB(x);
        return MathF.ScaleB(x, -exponent) > 1.41421354f ? exponent + 1 : exponent;
    }
}
