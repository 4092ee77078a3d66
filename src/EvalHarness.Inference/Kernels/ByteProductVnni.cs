using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace EvalHarness.Inference.Kernels;

/// <summary>Products of signed bytes by AVX-VNNI: |w| · (x signed by w), as one must be unsigned.</summary>
internal readonly struct ByteProductVnni : IByteProduct
{
    /// <inheritdoc/>
    public static bool IsSupported => AvxVnni.IsSupported;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sums, Vector512<sbyte> w, Vector512<sbyte> x) => Vector512.Create(
        Add(sums.GetLower(), w.GetLower(), x.GetLower()), Add(sums.GetUpper(), w.GetUpper(), x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Add(Vector256<int> sums, Vector256<sbyte> w, Vector256<sbyte> x) =>
        AvxVnni.MultiplyWideningAndAdd(sums, Avx2.Abs(w), Avx2.Sign(x, w));
}
