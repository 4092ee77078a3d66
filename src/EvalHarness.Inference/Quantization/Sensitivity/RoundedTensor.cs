using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Methods;

namespace EvalHarness.Inference.Quantization.Sensitivity;

/// <summary>A tensor rounded to a type in memory.</summary>
internal sealed class RoundedTensor
{
    private readonly TensorFormat _format;
    private readonly byte[] _bytes;
    private readonly int _rowBytes;

    private RoundedTensor(GgufTensor tensor, TensorFormat format, byte[] bytes, double relativeError) =>
        (Tensor, _format, _bytes, _rowBytes, RelativeError) =
        (tensor, format, bytes, format.BytesFor(checked((int)tensor.RowLength)), relativeError);

    /// <summary>The tensor.</summary>
    public GgufTensor Tensor { get; }

    /// <summary>Σ(w − ŵ)² / Σw²; 0 for a tensor of zeros.</summary>
    public double RelativeError { get; }

    /// <summary>Bytes of the tensor in a type.</summary>
    public static long BytesOf(GgufTensor tensor, TensorType type) =>
        tensor.RowCount * TensorLayout.For(type).RowBytes(tensor.RowLength);

    /// <summary>Rounds all rows to the nearest.</summary>
    /// <exception cref="GgufFormatException">A weight is not finite.</exception>
    public static RoundedTensor From(GgufTensor tensor, TensorType type, CancellationToken cancellationToken)
    {
        TensorFormat format = TensorFormats.For(type);
        byte[] bytes = new byte[checked((int)BytesOf(tensor, type))];
        return new(tensor, format, bytes, Round(tensor, format, bytes, cancellationToken));
    }

    /// <summary>The relative squared error of a type, with a row of memory for each thread.</summary>
    /// <exception cref="GgufFormatException">A weight is not finite.</exception>
    public static double ErrorOf(GgufTensor tensor, TensorType type, CancellationToken cancellationToken) =>
        Round(tensor, TensorFormats.For(type), kept: null, cancellationToken);

    /// <summary>Reads this tensor as it was rounded, and any other from its file.</summary>
    public void Read(GgufTensor tensor, long row, Span<float> target)
    {
        if (tensor.Name == Tensor.Name)
        {
            _format.Dequantize(_bytes.AsSpan(checked((int)(row * _rowBytes)), _rowBytes), target);
            return;
        }

        QuantizationMethod.FileWeights(tensor, row, target);
    }

    private static double Round(
        GgufTensor tensor, TensorFormat format, byte[]? kept, CancellationToken cancellationToken)
    {
        using RtnMethod nearest = new(QuantizationMethod.FileWeights);
        RowQuantizer quantizer = nearest.For(tensor, format, cancellationToken);
        int length = checked((int)tensor.RowLength);
        int rowBytes = format.BytesFor(length);

        // The losses lie in the order of the rows, so that their sum does not depend on who was first.
        RowLoss[] losses = new RowLoss[checked((int)tensor.RowCount)];
        ParallelOptions options = new() { CancellationToken = cancellationToken };
        Parallel.For(0, losses.Length, options, () => new Buffers(length, rowBytes), (row, _, buffers) =>
        {
            Span<byte> bytes = kept is null ? buffers.Bytes : kept.AsSpan(checked(row * rowBytes), rowBytes);
            QuantizationMethod.FileWeights(tensor, row, buffers.Before);
            quantizer.Quantize(buffers.Before, length, bytes);
            format.Dequantize(bytes, buffers.After);
            losses[row] = RowLoss.Between(buffers.Before, buffers.After);
            return buffers;
        }, static _ => { });
        RowLoss loss = losses.Aggregate((a, b) => a.Plus(b));
        return double.IsFinite(loss.Power)
            ? loss.Power > 0 ? loss.Error / loss.Power : 0
            : throw new GgufFormatException(
                tensor.FileOffset, $"a non-finite weight in tensor '{tensor.Name}'", "finite weights");
    }

    private sealed class Buffers(int weights, int bytes)
    {
        public float[] Before { get; } = new float[weights];

        public float[] After { get; } = new float[weights];

        public byte[] Bytes { get; } = new byte[bytes];
    }
}
