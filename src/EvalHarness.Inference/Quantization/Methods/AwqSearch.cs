using System.Numerics.Tensors;
using EvalHarness.Inference.Arithmetic;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Calibration;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// The search of AWQ (Lin et al. 2023): s = E|x|^α over its geometric middle √(max s · min s), with the α of
/// 0, 1/g, …, (g-1)/g for which the layer's outputs with Q(W diag(s)) diag(s)⁻¹ stray least from those with W.
/// </summary>
/// <param name="source">The model.</param>
/// <param name="weights">Its weights.</param>
/// <param name="formatOf">The format that each tensor gets.</param>
/// <param name="options">How many exponents are tried.</param>
internal sealed class AwqSearch(
    GgufFile source, TensorRowReader weights, Func<GgufTensor, TensorFormat> formatOf, AwqOptions options)
{
    /// <summary>The scales of the channels that enter some matrices; all 1 where none help.</summary>
    /// <param name="statistics">What enters the matrices.</param>
    /// <param name="shared">The scale that each input channel takes, from 0.</param>
    /// <param name="tensors">Names of the matrices.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public float[] Find(
        InputStatistics statistics, int[] shared, string[] tensors, CancellationToken cancellationToken)
    {
        float[] magnitudes = Gather(statistics.MeanMagnitudes, shared);
        float[] hessian = statistics.Hessian();
        float[] best = [.. magnitudes.Select(_ => 1f)];
        double bestError = double.PositiveInfinity;
        for (int step = 0; step < options.GridPoints; step++)
        {
            float[] scales = Scales(magnitudes, (float)step / options.GridPoints);
            float[] columns = [.. shared.Select(channel => scales[channel])];
            double error = tensors.Sum(
                name => Error(source.GetTensor(name), columns, hessian, cancellationToken));
            if (error < bestError)
            {
                (best, bestError) = (scales, error);
            }
        }

        return best;
    }

    private static float[] Scales(float[] magnitudes, float exponent)
    {
        float[] scales =
            [.. magnitudes.Select(magnitude => (float)PortableMath.Pow(MathF.Max(magnitude, 1e-6f), exponent))];
        float middle = MathF.Sqrt(scales.Max() * scales.Min());
        return [.. scales.Select(scale => MathF.Max(scale / middle, 1e-4f))];
    }

    private static float[] Gather(float[] magnitudes, int[] shared)
    {
        float[] sums = new float[shared.Max() + 1];
        for (int i = 0; i < shared.Length; i++)
        {
            sums[shared[i]] += magnitudes[i] * sums.Length / shared.Length;
        }

        return sums;
    }

    /// <summary>Σ over rows δ H δᵀ with δ what a row loses: the mean squared error of the outputs.</summary>
    private double Error(GgufTensor tensor, float[] columns, float[] hessian, CancellationToken cancellationToken)
    {
        TensorFormat format = formatOf(tensor);
        int n = columns.Length;
        double[] errors = new double[tensor.RowCount];
        ParallelOptions parallel = new() { CancellationToken = cancellationToken };
        Parallel.For(0, errors.Length, parallel, row =>
        {
            float[] w = new float[n];
            float[] kept = new float[n];
            byte[] bytes = new byte[format.BytesFor(n)];
            weights(tensor, row, w);
            TensorPrimitives.Multiply(w, columns, w);
            format.Quantize(w, bytes);
            format.Dequantize(bytes, kept);
            TensorPrimitives.Subtract(w, kept, kept);
            TensorPrimitives.Divide(kept, columns, kept);
            for (int i = 0; i < n; i++)
            {
                errors[row] += kept[i] * (double)LaneSums.Dot(hessian.AsSpan(i * n, n), kept);
            }
        });
        return errors.Sum();
    }
}
