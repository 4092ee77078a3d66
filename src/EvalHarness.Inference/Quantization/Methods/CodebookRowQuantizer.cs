using EvalHarness.Inference.Formats;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Stores each group of weights as the number of the nearest row of a codebook.</summary>
/// <param name="format">The format, with its codebook.</param>
/// <param name="codebook">The codebook as it is stored.</param>
internal sealed class CodebookRowQuantizer(CodebookFormat format, byte[] codebook) : RowQuantizer
{
    public override byte[] Companion => codebook;

    public override void Quantize(ReadOnlySpan<float> weights, int rowLength, Span<byte> target) =>
        format.Quantize(weights, target);
}
