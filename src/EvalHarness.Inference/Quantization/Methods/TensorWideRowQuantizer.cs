using System.Numerics.Tensors;
using EvalHarness.Inference.Formats;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Rounds to the nearest value of one grid for the whole tensor; every row keeps a copy of it.</summary>
/// <param name="format">A format with one grid for the tensor.</param>
/// <param name="range">Values between the smallest and the largest weight, both among them.</param>
internal sealed class TensorWideRowQuantizer(TensorFormat format, float[] range) : RowQuantizer
{
    public override void Quantize(ReadOnlySpan<float> weights, int rowLength, Span<byte> target)
    {
        if (format is IntegerFormat integers)
        {
            (float scale, float minimum) = integers.FindPlain(range);
            (scale, minimum) = integers.WriteGrid(scale, minimum, target);
            int[] codes = new int[weights.Length];
            ScaleSearch.Encode(weights, scale, minimum, integers.Lowest, integers.Highest, codes);
            integers.WriteCodes(codes, target);
            return;
        }

        ((LevelFormat)format).Write(weights, MathF.Abs(TensorPrimitives.MaxMagnitude<float>(range)), target);
    }
}
