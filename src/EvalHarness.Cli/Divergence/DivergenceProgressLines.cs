using EvalHarness.Cli.Rendering;
using EvalHarness.Pipeline.Fidelity;

namespace EvalHarness.Cli.Divergence;

/// <summary>Shows how many chunks are compared.</summary>
/// <param name="status">Where; <c>null</c> for nowhere.</param>
internal sealed class DivergenceProgressLines(StatusLine? status) : IProgress<DivergenceProgress>
{
    /// <inheritdoc/>
    public void Report(DivergenceProgress value) => status?.Show(() =>
    {
        double left = status.Elapsed.TotalSeconds * (value.Chunks - value.ChunksDone) / value.ChunksDone;
        return FormattableString.Invariant($"{value.ChunksDone}/{value.Chunks} chunks, {left:0} s left");
    });
}
