using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// HQQ over a whole model (see <see cref="HqqRowQuantizer"/>); other types are rounded to the nearest.
/// </summary>
internal sealed class HqqMethod : QuantizationMethod
{
    private readonly HqqOptions _options;

    public HqqMethod(TensorRowReader weights, HqqOptions options) => (Weights, _options) = (weights, options);

    /// <summary>A format has one affine grid to a block.</summary>
    public static bool Supports(TensorFormat format) =>
        format is GridFormat { HasMinimum: true } and not (Q2_KFormat or Q4_KFormat or Q5_KFormat);

    /// <inheritdoc/>
    public override RowQuantizer For(GgufTensor tensor, TensorFormat format, CancellationToken cancellationToken) =>
        Supports(format) && tensor.Dimensions.Count > 1
            ? new HqqRowQuantizer((GridFormat)format, _options)
            : new NearestRowQuantizer(format);
}
