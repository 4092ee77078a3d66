using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Sixteen-lane arithmetic shared by the kernels. Lanes and the order of their reduction are fixed: where the hardware
/// has narrower vectors the runtime splits the sixteen lanes, and the result keeps its bits.
/// </summary>
internal static unsafe class VectorMath
{
    /// <summary>Lanes of a vector.</summary>
    public const int Lanes = 16;

    /// <summary>ln of the smallest normal float; exp of less is 0.</summary>
    private const float SmallestExponent = -87.33654f;

    /// <summary>exp of more is infinite; stops short so that 2^n stays a normal float.</summary>
    private const float LargestExponent = 88.02969f;

    /// <summary>e^x within 2 units in the last place; 0 below −87.3, and x is cut at 88.02.</summary>
    /// <remarks>
    /// x = n ln 2 + r with |r| ≤ ln 2 / 2; e^r by its Taylor polynomial of degree 7 (remainder below 1e-8), scaled by
    /// 2^n. NaN stays NaN.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        Vector512<float> cut = Vector512.ConditionalSelect(
            Vector512.GreaterThan(x, Vector512.Create(LargestExponent)), Vector512.Create(LargestExponent), x);
        Vector512<float> n = Vector512.Round(cut * Vector512.Create(1.4426950408889634f));
        // ln 2 in two parts, so that n ln 2 loses nothing.
        Vector512<float> r = Vector512.FusedMultiplyAdd(n, Vector512.Create(-0.693359375f), cut);
        r = Vector512.FusedMultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.Create(1f / 5040);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 720));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 120));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 24));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(1f / 6));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512.Create(0.5f));
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        p = Vector512.FusedMultiplyAdd(p, r, Vector512<float>.One);
        Vector512<int> exponent = Vector512.ShiftLeft(
            Vector512.ConvertToInt32Native(n) + Vector512.Create(127), 23);
        Vector512<float> scaled = p * exponent.AsSingle();
        return Vector512.ConditionalSelect(
            Vector512.LessThan(x, Vector512.Create(SmallestExponent)), Vector512<float>.Zero, scaled);
    }

    /// <summary>The sum of sixteen lanes, halves added to each other in a fixed order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> x)
    {
        Vector256<float> eight = x.GetLower() + x.GetUpper();
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>The largest of sixteen lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector512<float> x)
    {
        Vector256<float> eight = Vector256.Max(x.GetLower(), x.GetUpper());
        Vector128<float> four = Vector128.Max(eight.GetLower(), eight.GetUpper());
        return MathF.Max(MathF.Max(four[0], four[2]), MathF.Max(four[1], four[3]));
    }
}
