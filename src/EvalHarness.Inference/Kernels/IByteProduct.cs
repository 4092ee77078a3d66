using System.Runtime.Intrinsics;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// One step of a product of signed bytes. Every implementation gives the exact sums, so which one runs never shows.
/// </summary>
internal interface IByteProduct
{
    /// <summary>The processor has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>sums[lane] + Σ_j w[4 lane + j] x[4 lane + j], j = 0 … 3.</summary>
    /// <param name="sums">Sixteen sums.</param>
    /// <param name="w">Weights, −128 to 127.</param>
    /// <param name="x">Inputs, −127 to 127.</param>
    static abstract Vector512<int> Add(Vector512<int> sums, Vector512<sbyte> w, Vector512<sbyte> x);
}
