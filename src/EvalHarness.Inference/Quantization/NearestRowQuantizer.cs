using EvalHarness.Inference.Formats;

namespace EvalHarness.Inference.Quantization;

/// <summary>Round to nearest: each weight becomes the nearest value that its block can hold.</summary>
/// <param name="format">The format.</param>
/// <param name="importance">What an error in each column costs; empty when nothing is known.</param>
internal sealed class NearestRowQuantizer(TensorFormat format, float[]? importance = null) : RowQuantizer
{
    public override void Quantize(ReadOnlySpan<float> weights, int rowLength, Span<byte> target)
    {
        if (format is GridFormat grid && importance is not null)
        {
            grid.Quantize(weights, importance, target);
            return;
        }

        format.Quantize(weights, target);
    }
}
