using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>Rounds a token's activations to signed bytes under one scale: x ≈ s q, s = max |x| / 127.</summary>
internal static unsafe class ActivationRounding
{
    /// <summary>Elements per step; rows are padded with zeros to a multiple of it.</summary>
    public const int Step = 64;

    /// <summary>A row whose largest magnitude is less has no scale that a float holds; its codes are zeros.</summary>
    private const float Smallest = 1e-30f;

    /// <summary>Writes the codes q = round(127 x / max |x|), ties to even, and returns s.</summary>
    /// <param name="x">The row, padded.</param>
    /// <param name="length">Length before padding.</param>
    /// <param name="codes">Receives the codes, padded like the row.</param>
    /// <returns>s; NaN or infinite where the row holds such a value, so that the product does too.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float Round(float* x, int length, sbyte* codes)
    {
        Vector512<float> largest = Vector512<float>.Zero;
        for (int i = 0; i < length; i += VectorMath.Lanes)
        {
            largest = Vector512.Max(largest, Vector512.Abs(Vector512.Load(x + i)));
        }

        float max = VectorMath.Max(largest);
        Vector512<float> inverse = Vector512.Create(max < Smallest ? 0 : 127 / max);
        for (int i = 0; i < length; i += Step)
        {
            Vector512<short> first = Vector512.Narrow(Code(x + i, inverse), Code(x + i + 16, inverse));
            Vector512<short> second = Vector512.Narrow(Code(x + i + 32, inverse), Code(x + i + 48, inverse));
            Vector512.Narrow(first, second).Store(codes + i);
        }

        return max < Smallest ? 0 : max / 127;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Code(float* x, Vector512<float> inverse)
    {
        Vector512<float> q = Vector512.Round(Vector512.Load(x) * inverse);
        Vector512<float> cut = Vector512.MinNative(
            Vector512.MaxNative(q, Vector512.Create(-127f)), Vector512.Create(127f));
        return Vector512.ConvertToInt32Native(cut);
    }
}
