using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>Writes the weights of a tensor's row into <paramref name="target"/>.</summary>
internal delegate void TensorRowReader(GgufTensor tensor, long row, Span<float> target);
