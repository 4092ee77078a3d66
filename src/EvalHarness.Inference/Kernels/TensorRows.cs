using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Kernels;

/// <summary>Rows of tensors as floats, whatever their type.</summary>
internal static class TensorRows
{
    /// <summary>Writes a row's weights into <paramref name="target"/>.</summary>
    /// <exception cref="GgufFormatException">The file is shorter than it was, seen at the first row.</exception>
    public static void Read(GgufTensor tensor, long row, Span<float> target)
    {
        if (row == 0)
        {
            tensor.RequireWhole();
        }

        TensorFormats.For(tensor).Dequantize(tensor.Rows(row, 1), target);
    }
}
