using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Quantization.Calibration;

/// <summary>Sums over the rows that entered a linear layer.</summary>
/// <param name="length">Length n of a row.</param>
/// <param name="wantsHessian">Keep Σ x xᵀ (n × n), not only its diagonal.</param>
internal sealed class InputStatistics(int length, bool wantsHessian)
{
    private readonly double[] _magnitudes = new double[length];
    private readonly double[] _squares = new double[length];

    /// <summary>Length of a row.</summary>
    public int Length => length;

    /// <summary>Rows seen.</summary>
    public long Count { get; private set; }

    /// <summary>Σ x xᵀ, its upper triangle filled row by row; <c>null</c> when it was not wanted.</summary>
    public float[]? Products { get; } = wantsHessian ? new float[checked((long)length * length)] : null;

    /// <summary>Mean |x| of each channel.</summary>
    public float[] MeanMagnitudes => [.. _magnitudes.Select(sum => (float)(sum / Math.Max(1, Count)))];

    /// <summary>Mean x² of each channel.</summary>
    public float[] MeanSquares => [.. _squares.Select(sum => (float)(sum / Math.Max(1, Count)))];

    /// <summary>
    /// <see cref="MeanSquares"/>, each at least a hundred-thousandth of their mean: text may miss a channel.
    /// </summary>
    public float[] Importance
    {
        get
        {
            float[] squares = MeanSquares;
            float floor = squares.Average() * 1e-5f;
            return [.. squares.Select(square => floor > 0 ? Math.Max(square, floor) : 1)];
        }
    }

    /// <summary>Adds rows.</summary>
    public unsafe void Add(RowBlock rows, int count)
    {
        for (int row = 0; row < count; row++)
        {
            float* x = rows[row];
            for (int i = 0; i < length; i++)
            {
                _magnitudes[i] += MathF.Abs(x[i]);
                _squares[i] += (double)x[i] * x[i];
            }
        }

        if (Products is { } products)
        {
            OuterProducts.Add(products, length, rows, count);
        }

        Count += count;
    }

    /// <summary>The Hessian of the layer's mean squared error, less a factor of 2: the mean of x xᵀ, whole.</summary>
    public float[] Hessian()
    {
        float[] sums = Products ?? throw new InvalidOperationException("No products were kept.");
        float[] hessian = new float[sums.Length];
        float scale = 1f / Math.Max(1, Count);
        for (int i = 0; i < length; i++)
        {
            for (int j = i; j < length; j++)
            {
                float value = sums[((long)i * length) + j] * scale;
                hessian[((long)i * length) + j] = value;
                hessian[((long)j * length) + i] = value;
            }
        }

        return hessian;
    }
}
