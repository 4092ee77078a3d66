using EvalHarness.Cli.Rendering;
using EvalHarness.Inference.Quantization.Sensitivity;

namespace EvalHarness.Cli.Run;

/// <summary>Shows how many matrices are measured.</summary>
/// <param name="status">Where; <c>null</c> for nowhere.</param>
internal sealed class SensitivityProgressLines(StatusLine? status) : IProgress<SensitivityProgress>
{
    /// <inheritdoc/>
    public void Report(SensitivityProgress value) => status?.Show(
        () => FormattableString.Invariant($"sensitivity {value.Done}/{value.Count} tensors"),
        isLast: value.Done == value.Count);
}
