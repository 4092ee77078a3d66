using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Kernels;

/// <summary>A tensor inside a product of several: its row r is output <c>FirstOutput + r</c>.</summary>
/// <param name="Tensor">The tensor (rows × inputs).</param>
/// <param name="FirstOutput">Output of its first row, a multiple of 64.</param>
internal sealed record MatrixPart(GgufTensor Tensor, int FirstOutput);
