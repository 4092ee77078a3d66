using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Quantization;

namespace EvalHarness.Cli.Quantize;

/// <summary>Shows how far a quantizer is.</summary>
/// <param name="status">Where; <c>null</c> for nowhere.</param>
internal sealed class QuantizationProgressLines(StatusLine? status) : IProgress<QuantizationProgress>
{
    /// <inheritdoc/>
    public void Report(QuantizationProgress value) => status?.Show(() =>
    {
        double share = (double)value.BytesDone / value.ByteCount;
        double left = status.Elapsed.TotalSeconds * (1 - share) / share;
        return FormattableString.Invariant(
            $"{value.TensorsDone}/{value.TensorCount} tensors, {100 * share:0} %, {left:0} s left, ")
            + ByteSize.Write(Environment.WorkingSet);
    });
}
