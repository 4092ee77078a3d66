using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using EvalHarness.Inference.Arithmetic;

namespace EvalHarness.Inference.Formats;

/// <summary>Weighted sums over values x and their nearest codes q on a grid, enough for a least-squares fit.</summary>
/// <param name="W">Σ w.</param>
/// <param name="X">Σ w x.</param>
/// <param name="Q">Σ w q.</param>
/// <param name="XQ">Σ w x q.</param>
/// <param name="QQ">Σ w q².</param>
internal readonly record struct GridSums(double W, double X, double Q, double XQ, double QQ)
{
    /// <summary>Sums for the codes clip(round((x - minimum) / scale), low, high).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static GridSums From(
        ReadOnlySpan<float> x, ReadOnlySpan<float> w, float scale, float minimum, float low, float high)
    {
        Vector256<float> inverse = Vector256.Create(ScaleSearch.Inverse(scale));
        Vector256<float> m = Vector256.Create(minimum);
        Vector256<float> lowest = Vector256.Create(low);
        Vector256<float> highest = Vector256.Create(high);
        Vector256<float> sumW = default, sumX = default, sumQ = default, sumXQ = default, sumQQ = default;
        for (int i = 0; i < x.Length; i += Vector256<float>.Count)
        {
            Vector256<float> value = ScaleSearch.Load(x, i);
            Vector256<float> weight = ScaleSearch.Load(w, i);
            Vector256<float> q = Vector256.Round((value - m) * inverse);
            q = Vector256.MinNative(Vector256.MaxNative(q, lowest), highest);
            Vector256<float> weightedCode = weight * q;
            sumW += weight;
            sumX += weight * value;
            sumQ += weightedCode;
            sumXQ += weightedCode * value;
            sumQQ += weightedCode * q;
        }

        return new(
            LaneSums.Sum(sumW),
            LaneSums.Sum(sumX),
            LaneSums.Sum(sumQ),
            LaneSums.Sum(sumXQ),
            LaneSums.Sum(sumQQ));
    }

    /// <summary>Scale and offset of least weighted squared error; <c>null</c> when all codes are equal.</summary>
    public (double Scale, double Offset)? FitFreeLine()
    {
        double determinant = (W * QQ) - (Q * Q);
        return determinant > 1e-9 * W * QQ
            ? (((W * XQ) - (X * Q)) / determinant, ((QQ * X) - (Q * XQ)) / determinant)
            : null;
    }

    /// <summary>Scale and offset of least weighted squared error, the offset at most 0.</summary>
    public (double Scale, double Offset) FitLine()
    {
        double determinant = (W * QQ) - (Q * Q);
        if (determinant > 0)
        {
            double offset = ((QQ * X) - (Q * XQ)) / determinant;
            if (offset <= 0)
            {
                return (((W * XQ) - (X * Q)) / determinant, offset);
            }
        }

        return (QQ > 0 ? XQ / QQ : 0, 0);
    }

    /// <summary>Σ w (x - scale q - offset)², less the constant Σ w x².</summary>
    public double ErrorOf(double scale, double offset) =>
        (scale * scale * QQ) + (offset * offset * W) + (2 * scale * offset * Q) - (2 * scale * XQ) - (2 * offset * X);
}
