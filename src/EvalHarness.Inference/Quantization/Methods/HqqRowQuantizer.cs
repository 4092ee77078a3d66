using EvalHarness.Inference.Formats;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>HQQ on the blocks of rows (see <see cref="HqqGridSearch"/>).</summary>
/// <param name="format">A format with one affine grid to a block.</param>
/// <param name="options">p, β, κ and iterations.</param>
internal sealed class HqqRowQuantizer(GridFormat format, HqqOptions options) : RowQuantizer
{
    private readonly HqqGridSearch _search = new(format.Lowest, format.Highest, options);

    public override void Quantize(ReadOnlySpan<float> weights, int rowLength, Span<byte> target)
    {
        int length = format.UnitLength(rowLength);
        int bytes = target.Length / (rowLength / length);
        int[] codes = new int[length];
        float[] errors = new float[length];
        for (; !weights.IsEmpty; weights = weights[length..], target = target[bytes..])
        {
            ReadOnlySpan<float> block = weights[..length];
            (float scale, float minimum) = _search.Find(block, codes, errors);
            (scale, minimum) = format.WriteGrid(scale, minimum, target[..bytes]);
            ScaleSearch.Encode(block, scale, minimum, format.Lowest, format.Highest, codes);
            format.WriteCodes(codes, target[..bytes]);
        }
    }
}
