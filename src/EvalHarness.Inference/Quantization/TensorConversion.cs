using System.Diagnostics;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>Quantizes one tensor, some rows at a time.</summary>
/// <param name="tensor">The tensor.</param>
/// <param name="plan">The type that it gets.</param>
/// <param name="method">How.</param>
internal sealed class TensorConversion(GgufTensor tensor, QuantizationPlan plan, QuantizationMethod method)
{
    /// <summary>Weights that are quantized before they are written.</summary>
    private const int BatchWeights = 1 << 22;

    private readonly TensorFormat _format = TensorFormats.For(plan.Type);
    private readonly int _rowLength = checked((int)tensor.RowLength);
    private RowQuantizer _quantizer = null!;
    private TensorFormat _reader = null!;

    /// <summary>Writes the tensor's data in its new type.</summary>
    public QuantizedTensor Write(GgufWriter writer, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        _quantizer = method.For(tensor, _format, cancellationToken);
        _reader = ReaderOf(_quantizer);
        int rowBytes = _format.BytesFor(_rowLength);
        int batchRows = (int)Math.Clamp(BatchWeights / tensor.RowLength, 1, tensor.RowCount);
        batchRows = (batchRows + _quantizer.GroupRows - 1) / _quantizer.GroupRows * _quantizer.GroupRows;
        byte[] batch = new byte[checked(batchRows * rowBytes)];
        byte[] kept = method.WantsBytes ? new byte[checked(tensor.RowCount * rowBytes)] : [];
        RowLoss loss = default;
        for (long first = 0; first < tensor.RowCount; first += batchRows)
        {
            int rows = (int)Math.Min(batchRows, tensor.RowCount - first);
            loss = ConvertBatch(first, rows, batch, rowBytes, cancellationToken).Aggregate(loss, (a, b) => a.Plus(b));
            writer.WriteData(batch.AsSpan(0, rows * rowBytes));
            if (method.WantsBytes)
            {
                batch.AsSpan(0, rows * rowBytes).CopyTo(kept.AsSpan(checked((int)(first * rowBytes))));
            }
        }

        writer.WriteData(_quantizer.Companion);
        method.Accept(tensor, _format, kept);
        return Describe(loss, (rowBytes * tensor.RowCount) + _quantizer.Companion.Length, started);
    }

    // The losses lie in the order of the rows, so that their sum does not depend on who was first.
    private RowLoss[] ConvertBatch(
        long first, int rows, byte[] batch, int rowBytes, CancellationToken cancellationToken)
    {
        tensor.RequireWhole();
        int groupRows = _quantizer.GroupRows;
        int groups = (rows + groupRows - 1) / groupRows;
        RowLoss[] losses = new RowLoss[groups];
        ParallelOptions options = new() { CancellationToken = cancellationToken };
        Parallel.For(0, groups, options, () => new Buffers(groupRows * _rowLength, _rowLength), (group, _, buffers) =>
        {
            int start = group * groupRows;
            int count = Math.Min(groupRows, rows - start);
            losses[group] = ConvertGroup(
                first + start, count, batch.AsSpan(start * rowBytes, count * rowBytes), rowBytes, buffers);
            return buffers;
        }, static _ => { });
        return losses;
    }

    private RowLoss ConvertGroup(long first, int rows, Span<byte> target, int rowBytes, Buffers buffers)
    {
        Span<float> weights = buffers.Weights.AsSpan(0, rows * _rowLength);
        for (int i = 0; i < rows; i++)
        {
            method.Weights(tensor, first + i, weights.Slice(i * _rowLength, _rowLength));
        }

        _quantizer.Quantize(weights, _rowLength, target);
        RowLoss loss = default;
        for (int i = 0; i < rows; i++)
        {
            Span<float> reference = buffers.Weights.AsSpan(i * _rowLength, _rowLength);
            if (method.Reference != method.Weights)
            {
                method.Reference(tensor, first + i, reference);
            }

            _reader.Dequantize(target.Slice(i * rowBytes, rowBytes), buffers.Kept);
            loss = loss.Plus(RowLoss.Between(reference, buffers.Kept));
        }

        return loss;
    }

    // Codes of a codebook are read with the codebook that was made for them.
    private TensorFormat ReaderOf(RowQuantizer quantizer)
    {
        if (quantizer.Companion.Length == 0)
        {
            return _format;
        }

        float[] codebook = new float[quantizer.Companion.Length / 2];
        TensorFormats.For(TensorType.F16).Dequantize(quantizer.Companion, codebook);
        return new CodebookFormat(ExtensionType.Find(plan.Type)!.Value, codebook);
    }

    private QuantizedTensor Describe(RowLoss loss, long bytes, long started)
    {
        // Not a number, or infinite, as soon as one weight is.
        if (!double.IsFinite(loss.Power))
        {
            throw new GgufFormatException(
                tensor.FileOffset,
                $"a non-finite weight in tensor '{tensor.Name}', or one that is far too large",
                "finite weights",
                "The model is damaged or was trained to divergence: download or convert it again.");
        }

        return new(
            tensor.Name,
            TensorFormat.NameOf(tensor.Type),
            TensorFormat.NameOf(plan.Type),
            plan.Fallback,
            tensor.ElementCount,
            bytes,
            loss.Error / tensor.ElementCount,
            loss.Error > 0 ? 10 * Math.Log10(loss.Power / loss.Error) : null,
            loss.Maximum,
            (double)loss.Zeros / tensor.ElementCount,
            Stopwatch.GetElapsedTime(started));
    }

    private sealed class Buffers(int weights, int row)
    {
        public float[] Weights { get; } = new float[weights];

        public float[] Kept { get; } = new float[row];
    }
}
