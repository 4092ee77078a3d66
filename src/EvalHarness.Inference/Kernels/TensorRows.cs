using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Kernels;

/// <summary>Rows of tensors as floats, whatever their type.</summary>
internal static class TensorRows
{
    /// <summary>Rows of this type can be read.</summary>
    public static bool CanRead(TensorType type) => type is TensorType.F32 or TensorType.F16;

    /// <summary>Writes a row's weights into <paramref name="target"/>.</summary>
    public static void Read(GgufTensor tensor, long row, Span<float> target)
    {
        ReadOnlySpan<byte> source = tensor.Rows(row, 1);
        if (tensor.Type == TensorType.F32)
        {
            MemoryMarshal.Cast<byte, float>(source).CopyTo(target);
        }
        else
        {
            TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(source), target);
        }
    }
}
