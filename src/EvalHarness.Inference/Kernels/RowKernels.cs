using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>What happens to one row of activations between two matrix products.</summary>
/// <remarks>Rows are padded with zeros to a multiple of 64 floats, so whole vectors are read and written.</remarks>
internal static unsafe class RowKernels
{
    /// <summary>y = w x / √(mean(x²) + ε) (RMSNorm, Zhang and Sennrich 2019).</summary>
    /// <param name="x">Input row.</param>
    /// <param name="weight">Weights w, padded like a row.</param>
    /// <param name="y">Output row; may be <paramref name="x"/>.</param>
    /// <param name="length">Length before padding.</param>
    /// <param name="epsilon">ε, positive.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void RmsNorm(float* x, float* weight, float* y, int length, float epsilon)
    {
        Vector512<float> squares = Vector512<float>.Zero;
        for (int i = 0; i < length; i += VectorMath.Lanes)
        {
            Vector512<float> value = Vector512.Load(x + i);
            squares = Vector512.FusedMultiplyAdd(value, value, squares);
        }

        float scale = 1f / MathF.Sqrt((VectorMath.Sum(squares) / length) + epsilon);
        for (int i = 0; i < length; i += VectorMath.Lanes)
        {
            (Vector512.Load(x + i) * scale * Vector512.Load(weight + i)).Store(y + i);
        }
    }

    /// <summary>x += y.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(float* x, float* y, int length)
    {
        for (int i = 0; i < length; i += VectorMath.Lanes)
        {
            (Vector512.Load(x + i) + Vector512.Load(y + i)).Store(x + i);
        }
    }

    /// <summary>gate = silu(gate) up with silu(z) = z / (1 + e^−z) (SwiGLU, Shazeer 2020).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SwiGlu(float* gate, float* up, int length)
    {
        for (int i = 0; i < length; i += VectorMath.Lanes)
        {
            Vector512<float> z = Vector512.Load(gate + i);
            Vector512<float> silu = z / (Vector512<float>.One + VectorMath.Exp(-z));
            (silu * Vector512.Load(up + i)).Store(gate + i);
        }
    }

    /// <summary>Turns scores into probabilities p[i] = e^(scale (x[i] − max x)) and returns their sum.</summary>
    /// <param name="x">Scores, replaced by probabilities.</param>
    /// <param name="length">Number of scores; memory up to the next multiple of 16 is overwritten.</param>
    /// <param name="scale">Positive factor of the scores.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Softmax(float* x, int length, float scale)
    {
        int padded = AlignedBuffer.RoundUp(length, VectorMath.Lanes);
        new Span<float>(x + length, padded - length).Fill(float.NegativeInfinity);
        Vector512<float> largest = Vector512.Load(x);
        for (int i = VectorMath.Lanes; i < padded; i += VectorMath.Lanes)
        {
            largest = Vector512.Max(largest, Vector512.Load(x + i));
        }

        Vector512<float> max = Vector512.Create(VectorMath.Max(largest));
        Vector512<float> sum = Vector512<float>.Zero;
        for (int i = 0; i < padded; i += VectorMath.Lanes)
        {
            Vector512<float> p = VectorMath.Exp((Vector512.Load(x + i) - max) * scale);
            p.Store(x + i);
            sum += p;
        }

        return VectorMath.Sum(sum);
    }
}
