using System.Numerics;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>A mathematical expression of numbers, names, sums, products, powers and functions.</summary>
internal abstract class Expression
{
    private const int ExactPoints = 3;
    private const int ComplexPoints = 6;
    private const double Tolerance = 1e-9;
    private const double LeastDifference = 1e-12;

    /// <summary>The value, where it is a whole number of at most 64 bits without names; else <c>null</c>.</summary>
    public virtual long? Integer => null;

    /// <summary>It is a quotient of polynomials in its names, among them π and e.</summary>
    public abstract bool IsRational { get; }

    /// <summary>The complex value at a point, the principal one; not finite where none is.</summary>
    public abstract Complex Evaluate(EvaluationPoint point);

    /// <summary>The value at a point modulo <see cref="PrimeField.Prime"/>; <c>null</c> where none is.</summary>
    public abstract ulong? Reduce(EvaluationPoint point);

    /// <summary>
    /// Both have the same value at every point at which both have one, and there is such a point: exactly where both
    /// are rational, else within 1e-9 of the larger value, or within 1e-12.
    /// </summary>
    public bool IsEqualTo(Expression other) => IsRational && other.IsRational
        ? AgreeEverywhere(ExactPoints, point => (Reduce(point), other.Reduce(point)) switch
        {
            ({ } left, { } right) => left == right,
            _ => null,
        })
        : AgreeEverywhere(ComplexPoints, point => AreNear(Evaluate(point), other.Evaluate(point)));

    private static bool AgreeEverywhere(int points, Func<EvaluationPoint, bool?> agree)
    {
        bool?[] found = [.. Enumerable.Range(0, points).Select(index => agree(new(index)))];
        return !found.Contains(false) && found.Contains(true);
    }

    private static bool? AreNear(Complex left, Complex right) =>
        Complex.IsFinite(left) && Complex.IsFinite(right)
            ? Complex.Abs(left - right) <= Math.Max(
                LeastDifference, Tolerance * Math.Max(Complex.Abs(left), Complex.Abs(right)))
            : null;
}
