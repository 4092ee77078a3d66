namespace EvalHarness.Inference.Quantization.Sensitivity;

/// <summary>How far a measurement is.</summary>
/// <param name="Tensor">The matrix that was measured last.</param>
/// <param name="Done">Matrices measured.</param>
/// <param name="Count">Matrices in all.</param>
public readonly record struct SensitivityProgress(string Tensor, int Done, int Count);
