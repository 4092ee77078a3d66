using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using EvalHarness.Inference.Arithmetic;
using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Sampling;

/// <summary>Log-probabilities from logits: ln p(t) = x[t] − max x − ln Σ e^(x − max x).</summary>
public static class LogSoftmax
{
    /// <summary>What to subtract from a logit to get its log-probability, in nats.</summary>
    /// <remarks>The exponentials are single precision (2e-7), their sum is double.</remarks>
    /// <exception cref="ModelOutputException">A logit is not a number or infinite.</exception>
    public static double Normalizer(ReadOnlySpan<float> logits)
    {
        float max = TensorPrimitives.Max(logits);
        if (!float.IsFinite(max))
        {
            throw new ModelOutputException($"The model gave a logit of {max}: its weights are broken.");
        }

        Vector512<double> sums = Vector512<double>.Zero;
        int i = 0;
        for (; i + VectorMath.Lanes <= logits.Length; i += VectorMath.Lanes)
        {
            Vector512<float> p = VectorMath.Exp(
                Vector512.Create(logits.Slice(i, VectorMath.Lanes)) - Vector512.Create(max));
            sums += Vector512.WidenLower(p) + Vector512.WidenUpper(p);
        }

        double sum = LaneSums.Sum(sums);
        for (; i < logits.Length; i++)
        {
            sum += PortableMath.Exp((double)logits[i] - max);
        }

        return max + PortableMath.Log(sum);
    }
}
