using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EvalHarness.Inference.Kernels;

/// <summary>Products of signed bytes by AVX2: |w| · (x signed by w), as one must be unsigned.</summary>
internal readonly struct ByteProductAvx2 : IByteProduct
{
    /// <inheritdoc/>
    public static bool IsSupported => Avx2.IsSupported;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sums, Vector512<sbyte> w, Vector512<sbyte> x) => Vector512.Create(
        Add(sums.GetLower(), w.GetLower(), x.GetLower()), Add(sums.GetUpper(), w.GetUpper(), x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sums, Vector256<sbyte> w, Vector256<sbyte> x)
    {
        // Two products make at most 2 · 128 · 127, which a short holds: nothing saturates.
        Vector256<short> pairs = Avx2.MultiplyAddAdjacent(Avx2.Abs(w), Avx2.Sign(x, w));
        return sums + Avx2.MultiplyAddAdjacent(pairs, Vector256<short>.One);
    }
}
