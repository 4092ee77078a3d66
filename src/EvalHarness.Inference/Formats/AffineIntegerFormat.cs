using System.Numerics.Tensors;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>
/// <c>uint2</c> to <c>uint8</c>: w = d q + m, 0 ≤ q ≤ n with n = 2^bits - 1, d = (max w - min w) / n and m = min w,
/// both kept as halves. With the zero point Z = -m / d this is q = clip(round(w / d + Z)).
/// </summary>
internal sealed class AffineIntegerFormat(ExtensionType type) : IntegerFormat(type, 4, 0, (1 << type.Bits) - 1)
{
    public override bool HasMinimum => true;

    public override (float Scale, float Minimum) FindPlain(ReadOnlySpan<float> values)
    {
        float minimum = TensorPrimitives.Min(values);
        return ((TensorPrimitives.Max(values) - minimum) / Highest, minimum);
    }

    protected override (float Scale, float Minimum) FindWeighed(
        ReadOnlySpan<float> values, ReadOnlySpan<float> importance)
    {
        float[] w = new float[values.Length];
        ScaleSearch.FindImportance(values, importance, values.Length, w);
        return LineSearch.Find(values, w, Highest);
    }

    protected override void WriteParameters(float scale, float minimum, Span<byte> block)
    {
        WriteHalf(block, scale);
        WriteHalf(block[2..], minimum);
    }

    protected override (float Scale, float Minimum) ReadParameters(ReadOnlySpan<byte> block) =>
        (ReadHalf(block), ReadHalf(block[2..]));
}
