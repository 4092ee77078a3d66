using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using EvalHarness.Inference.Arithmetic;
using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Sampling;

/// <summary>Two next-token distributions p and q over one vocabulary, compared at one position.</summary>
/// <param name="LogLikelihoodP">ln p of the token that follows in the text, in nats.</param>
/// <param name="LogLikelihoodQ">ln q of the same token.</param>
/// <param name="Divergence">KL(p‖q) = Σ p·ln(p/q), in nats; never below 0.</param>
/// <param name="ReverseDivergence">KL(q‖p), in nats; never below 0.</param>
/// <param name="TopProbability">The largest p.</param>
/// <param name="IsSameTop">p and q are largest at the same token.</param>
public readonly record struct LogitComparison(
    double LogLikelihoodP,
    double LogLikelihoodQ,
    double Divergence,
    double ReverseDivergence,
    double TopProbability,
    bool IsSameTop)
{
    /// <summary>Compares two rows of logits.</summary>
    /// <param name="p">Logits of p, one per token.</param>
    /// <param name="q">Logits of q, in the same order.</param>
    /// <param name="token">The token that follows in the text.</param>
    /// <remarks>
    /// With a = e^(x − max x), b = e^(y − max y) and d = (x − max x) − (y − max y):
    /// KL(p‖q) = Σad/Σa − ln Σa + ln Σb. Exponentials are single precision (2e-7), sums and d are double, so equal
    /// rows give exactly 0. A sum that rounding left below 0 counts as 0.
    /// </remarks>
    /// <exception cref="ModelOutputException">A logit is not a number or infinite.</exception>
    public static LogitComparison From(ReadOnlySpan<float> p, ReadOnlySpan<float> q, int token)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(q.Length, p.Length);
        int topP = TensorPrimitives.IndexOfMax(p);
        int topQ = TensorPrimitives.IndexOfMax(q);
        (float maxP, float maxQ) = (p[topP], q[topQ]);
        Sums sums = Sums.From(p, q, maxP, maxQ);
        double logA = PortableMath.Log(sums.A);
        double logB = PortableMath.Log(sums.B);
        double divergence = (sums.AD / sums.A) - logA + logB;
        double reverse = -(sums.BD / sums.B) - logB + logA;
        if (!double.IsFinite(divergence) || !double.IsFinite(reverse))
        {
            throw new ModelOutputException("A model returned a logit that is not finite: its weights are damaged.");
        }

        return new(
            (double)p[token] - maxP - logA,
            (double)q[token] - maxQ - logB,
            Math.Max(0, divergence),
            Math.Max(0, reverse),
            1 / sums.A,
            topP == topQ);
    }

    /// <summary>Σa, Σb, Σad and Σbd.</summary>
    private readonly record struct Sums(double A, double B, double AD, double BD)
    {
        public static Sums From(ReadOnlySpan<float> p, ReadOnlySpan<float> q, float maxP, float maxQ)
        {
            Vector512<double> sumA = default, sumB = default, sumAD = default, sumBD = default;
            int i = 0;
            for (; i + VectorMath.Lanes <= p.Length; i += VectorMath.Lanes)
            {
                Vector512<float> x = Vector512.Create(p.Slice(i, VectorMath.Lanes)) - Vector512.Create(maxP);
                Vector512<float> y = Vector512.Create(q.Slice(i, VectorMath.Lanes)) - Vector512.Create(maxQ);
                (Vector512<double> aLow, Vector512<double> aHigh) = Vector512.Widen(VectorMath.Exp(x));
                (Vector512<double> bLow, Vector512<double> bHigh) = Vector512.Widen(VectorMath.Exp(y));
                Vector512<double> low = Vector512.WidenLower(x) - Vector512.WidenLower(y);
                Vector512<double> high = Vector512.WidenUpper(x) - Vector512.WidenUpper(y);
                sumA += aLow + aHigh;
                sumB += bLow + bHigh;
                sumAD = Vector512.FusedMultiplyAdd(aLow, low, Vector512.FusedMultiplyAdd(aHigh, high, sumAD));
                sumBD = Vector512.FusedMultiplyAdd(bLow, low, Vector512.FusedMultiplyAdd(bHigh, high, sumBD));
            }

            Sums rest = default;
            for (; i < p.Length; i++)
            {
                rest = rest.Add(p[i] - maxP, q[i] - maxQ);
            }

            return new(
                LaneSums.Sum(sumA) + rest.A,
                LaneSums.Sum(sumB) + rest.B,
                LaneSums.Sum(sumAD) + rest.AD,
                LaneSums.Sum(sumBD) + rest.BD);
        }

        private Sums Add(float x, float y)
        {
            double d = (double)x - y;
            (double a, double b) = (PortableMath.Exp(x), PortableMath.Exp(y));
            return new(A + a, B + b, AD + (a * d), BD + (b * d));
        }
    }
}
