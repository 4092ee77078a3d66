using System.Numerics.Tensors;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>Converts one tensor from a type to another, some rows at a time.</summary>
internal static class TensorConversion
{
    /// <summary>Weights that are converted before they are written.</summary>
    private const int BatchWeights = 1 << 22;

    /// <summary>Writes a tensor's data in its new type.</summary>
    public static QuantizedTensor Write(
        GgufWriter writer, GgufTensor tensor, QuantizationPlan plan, CancellationToken cancellationToken)
    {
        TensorFormat from = TensorFormats.For(tensor);
        TensorFormat to = TensorFormats.For(plan.Type);
        int rowBytes = to.BytesFor(checked((int)tensor.RowLength));
        int batchRows = (int)Math.Clamp(BatchWeights / tensor.RowLength, 1, tensor.RowCount);
        byte[] batch = new byte[checked(batchRows * rowBytes)];
        (double Error, double Power)[] sums = new (double, double)[batchRows];
        double error = 0;
        double power = 0;
        for (long first = 0; first < tensor.RowCount; first += batchRows)
        {
            int rows = (int)Math.Min(batchRows, tensor.RowCount - first);
            ParallelOptions options = new() { CancellationToken = cancellationToken };
            Parallel.For(0, rows, options, () => new RowBuffers(checked((int)tensor.RowLength)), (row, _, buffers) =>
            {
                Span<byte> target = batch.AsSpan(row * rowBytes, rowBytes);
                sums[row] = ConvertRow(tensor.Rows(first + row, 1), from, to, target, buffers);
                return buffers;
            }, static _ => { });

            // Summed in the order of the rows, so that the sum does not depend on who was first.
            foreach ((double rowError, double rowPower) in sums.AsSpan(0, rows))
            {
                error += rowError;
                power += rowPower;
            }

            writer.WriteData(batch.AsSpan(0, rows * rowBytes));
        }

        return Describe(tensor, plan, error, power, rowBytes * tensor.RowCount);
    }

    private static (double Error, double Power) ConvertRow(
        ReadOnlySpan<byte> source, TensorFormat from, TensorFormat to, Span<byte> target, RowBuffers buffers)
    {
        from.Dequantize(source, buffers.Weights);
        to.Quantize(buffers.Weights, target);
        to.Dequantize(target, buffers.Kept);
        TensorPrimitives.Subtract(buffers.Weights, buffers.Kept, buffers.Kept);
        float error = TensorPrimitives.SumOfSquares<float>(buffers.Kept);
        return (error, TensorPrimitives.SumOfSquares<float>(buffers.Weights));
    }

    private static QuantizedTensor Describe(
        GgufTensor tensor, QuantizationPlan plan, double error, double power, long bytes)
    {
        // Not a number, or infinite, as soon as one weight is.
        if (!double.IsFinite(power))
        {
            throw new GgufFormatException(
                tensor.FileOffset,
                $"a weight in tensor '{tensor.Name}' that is not finite, or out of all proportion",
                "finite weights",
                "The model is damaged or was trained to divergence: fetch or convert it again.");
        }

        double? decibels = error > 0 ? 10 * Math.Log10(power / error) : null;
        return new(
            tensor.Name,
            tensor.Type,
            plan.Type,
            plan.Fallback,
            tensor.ElementCount,
            bytes,
            error / tensor.ElementCount,
            decibels);
    }

    private sealed class RowBuffers(int length)
    {
        public float[] Weights { get; } = new float[length];

        public float[] Kept { get; } = new float[length];
    }
}
