using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>Products of signed bytes in 32-bit arithmetic, on any processor.</summary>
internal readonly struct ByteProductPortable : IByteProduct
{
    /// <inheritdoc/>
    public static bool IsSupported => true;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> sums, Vector512<sbyte> w, Vector512<sbyte> x)
    {
        for (int shift = 0; shift < 32; shift += 8)
        {
            // The byte comes to the top and back down with its sign.
            sums += ((w.AsInt32() << shift) >> 24) * ((x.AsInt32() << shift) >> 24);
        }

        return sums;
    }
}
