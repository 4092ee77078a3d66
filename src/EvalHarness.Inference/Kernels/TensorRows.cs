using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;

namespace EvalHarness.Inference.Kernels;

/// <summary>Rows of tensors as floats, whatever their type.</summary>
internal static class TensorRows
{
    /// <summary>Writes a row's weights into <paramref name="target"/>.</summary>
    public static void Read(GgufTensor tensor, long row, Span<float> target) =>
        TensorFormats.For(tensor).Dequantize(tensor.Rows(row, 1), target);
}
