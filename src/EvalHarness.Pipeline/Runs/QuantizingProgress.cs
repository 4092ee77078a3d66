using EvalHarness.Inference.Quantization;

namespace EvalHarness.Pipeline.Runs;

/// <summary>Tells of a candidate that is being made as of a task with a sample for each tensor.</summary>
/// <param name="model">The candidate.</param>
/// <param name="progress">Is told.</param>
internal sealed class QuantizingProgress(string model, IProgress<RunProgress> progress)
    : IProgress<QuantizationProgress>
{
    private const string TaskName = "quantize";

    public void Report(QuantizationProgress value) => progress.Report(
        new RunProgress(RunId: "", model, TaskName, value.TensorsDone, value.TensorCount, Errors: 0));
}
