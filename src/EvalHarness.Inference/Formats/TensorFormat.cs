using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Formats;

/// <summary>How weights of one stored type become floats, and floats weights by rounding to the nearest.</summary>
/// <remarks>Formats hold no state and may be used from several threads.</remarks>
public abstract class TensorFormat
{
    private protected TensorFormat(TensorType type)
    {
        Type = type;
        Layout = TensorLayout.For(type);
    }

    /// <summary>The stored type.</summary>
    public TensorType Type { get; }

    /// <summary>What the command line and configurations call it, such as <c>q4_0</c>.</summary>
    public string Name => NameOf(Type);

    /// <summary>Weights per block; a row is a whole number of blocks.</summary>
    public int BlockLength => Layout.BlockLength;

    /// <summary>Bytes per block.</summary>
    public int BlockBytes => Layout.BlockBytes;

    /// <summary>Mean bits of one weight, scales included.</summary>
    public double BitsPerWeight => Layout.BitsPerWeight;

    private TensorLayout Layout { get; }

    /// <summary>What the command line and reports call a type, such as <c>q4_0</c>.</summary>
    public static string NameOf(TensorType type) =>
        ExtensionType.Find(type)?.Name ?? type.ToString().ToLowerInvariant();

    /// <summary>Bytes that so many weights take; with scales by row, those of one row.</summary>
    /// <exception cref="ArgumentException">The weights are no whole number of blocks.</exception>
    public int BytesFor(int weights) => weights % BlockLength == 0
        ? checked((int)Layout.RowBytes(weights))
        : throw new ArgumentException($"{Type} stores multiples of {BlockLength} weights.", nameof(weights));

    /// <summary>Reads whole blocks as floats, the fast way; equal to the scalar reference bit for bit.</summary>
    /// <param name="source">Whole blocks; of types with scales by row, one row.</param>
    /// <param name="target">As many floats as the blocks hold.</param>
    public void Dequantize(ReadOnlySpan<byte> source, Span<float> target)
    {
        RequireBytes(source.Length, target.Length);
        DequantizeFast(source, target);
    }

    /// <summary>
    /// Writes floats as whole blocks, each weight rounded to the nearest value that its block can hold.
    /// </summary>
    /// <param name="source">Finite floats, a whole number of blocks.</param>
    /// <param name="target">As many bytes as the blocks take.</param>
    public void Quantize(ReadOnlySpan<float> source, Span<byte> target)
    {
        RequireBytes(target.Length, source.Length);
        QuantizeRow(source, target);
    }

    /// <summary>The scalar reference of <see cref="Dequantize"/>: reads like the format's definition.</summary>
    internal abstract void DequantizeScalar(ReadOnlySpan<byte> source, Span<float> target);

    private protected virtual void DequantizeFast(ReadOnlySpan<byte> source, Span<float> target) =>
        DequantizeScalar(source, target);

    private protected abstract void QuantizeRow(ReadOnlySpan<float> source, Span<byte> target);

    private void RequireBytes(int bytes, int weights)
    {
        if (bytes != BytesFor(weights))
        {
            throw new ArgumentException($"{weights} {Type} weights take {BytesFor(weights)} bytes, not {bytes}.");
        }
    }
}
