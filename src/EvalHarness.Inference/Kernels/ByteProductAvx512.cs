using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EvalHarness.Inference.Kernels;

/// <summary>Products of signed bytes by AVX-512BW: |w| · (x signed by w), as one must be unsigned.</summary>
internal readonly struct ByteProductAvx512 : IByteProduct
{
    /// <inheritdoc/>
    public static bool IsSupported => Avx512BW.IsSupported;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sums, Vector512<sbyte> w, Vector512<sbyte> x)
    {
        Vector512<sbyte> signed = Vector512.ConditionalSelect(
            Vector512.LessThan(w, Vector512<sbyte>.Zero), Vector512<sbyte>.Zero - x, x);
        // Two products make at most 2 · 128 · 127, which a short holds: nothing saturates.
        Vector512<short> pairs = Avx512BW.MultiplyAddAdjacent(Avx512BW.Abs(w), signed);
        return sums + Avx512BW.MultiplyAddAdjacent(pairs, Vector512<short>.One);
    }
}
