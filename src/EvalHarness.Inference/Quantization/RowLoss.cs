using System.Numerics.Tensors;
using EvalHarness.Inference.Arithmetic;

namespace EvalHarness.Inference.Quantization;

/// <summary>What some weights lost.</summary>
/// <param name="Error">Sum of squared differences.</param>
/// <param name="Power">Sum of squared weights before.</param>
/// <param name="Maximum">Largest difference.</param>
/// <param name="Zeros">Weights that are zero now.</param>
public readonly record struct RowLoss(double Error, double Power, float Maximum, long Zeros)
{
    /// <summary>Compares weights before and after; <paramref name="after"/> is overwritten.</summary>
    public static RowLoss Between(ReadOnlySpan<float> before, Span<float> after)
    {
        long zeros = 0;
        foreach (float weight in after)
        {
            zeros += weight == 0 ? 1 : 0;
        }

        TensorPrimitives.Subtract(before, after, after);
        return new(
            LaneSums.SumOfSquares(after),
            LaneSums.SumOfSquares(before),
            MathF.Abs(TensorPrimitives.MaxMagnitude<float>(after)),
            zeros);
    }

    /// <summary>Both together.</summary>
    public RowLoss Plus(RowLoss other) => new(
        Error + other.Error, Power + other.Power, MathF.Max(Maximum, other.Maximum), Zeros + other.Zeros);
}
