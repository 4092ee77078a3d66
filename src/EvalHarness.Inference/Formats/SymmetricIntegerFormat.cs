using System.Numerics.Tensors;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// <c>int2</c> to <c>int8</c>: w = d q, -n ≤ q ≤ n with n = 2^(bits-1) - 1 and d = max|w| / n, kept as a half.
/// </summary>
internal sealed class SymmetricIntegerFormat(ExtensionType type)
    : IntegerFormat(type, 2, 1 - (1 << (type.Bits - 1)), (1 << (type.Bits - 1)) - 1)
{
    public override bool HasMinimum => false;

    public override (float Scale, float Minimum) FindPlain(ReadOnlySpan<float> values) =>
        (MathF.Abs(TensorPrimitives.MaxMagnitude(values)) / Highest, 0);

    protected override (float Scale, float Minimum) FindWeighed(
        ReadOnlySpan<float> values, ReadOnlySpan<float> importance)
    {
        float plain = FindPlain(values).Scale;
        float[] w = new float[values.Length];
        ScaleSearch.FindImportance(values, importance, values.Length, w);
        float best = plain;
        float bestError = float.PositiveInfinity;
        for (int step = 0; step < 16; step++)
        {
            float trial = plain * (1 - (0.04f * step));
            GridSums sums = GridSums.From(values, w, trial, 0, Lowest, Highest);
            float fitted = sums.QQ > 0 ? (float)(sums.XQ / sums.QQ) : trial;
            float error = ScaleSearch.Error(values, w, fitted, 0, Lowest, Highest);
            if (error < bestError)
            {
                (best, bestError) = (fitted, error);
            }
        }

        return (best, 0);
    }

    protected override void WriteParameters(float scale, float minimum, Span<byte> block) => WriteHalf(block, scale);

    protected override (float Scale, float Minimum) ReadParameters(ReadOnlySpan<byte> block) => (ReadHalf(block), 0);
}
