using System.Runtime.InteropServices;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>F32: the weights themselves.</summary>
internal sealed class Float32Format() : TensorFormat(TensorType.F32)
{
    internal override void DequantizeScalar(ReadOnlySpan<byte> source, Span<float> target) =>
        source.CopyTo(MemoryMarshal.AsBytes(target));

    private protected override void QuantizeRow(ReadOnlySpan<float> source, Span<byte> target) =>
        MemoryMarshal.AsBytes(source).CopyTo(target);
}
