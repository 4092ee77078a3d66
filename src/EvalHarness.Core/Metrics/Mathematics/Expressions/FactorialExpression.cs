using System.Numerics;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>The factorial of a whole number up to 1000; others have no value.</summary>
internal sealed class FactorialExpression(Expression number) : Expression
{
    private const long Max = 1000;

    /// <inheritdoc/>
    public override long? Integer { get; } = number.Integer is >= 0 and <= 20 and long small
        ? Factors(small).Aggregate(1L, (product, factor) => product * factor) : null;

    /// <inheritdoc/>
    public override bool IsRational => true;

    /// <inheritdoc/>
    public override Complex Evaluate(EvaluationPoint point) => number.Integer is >= 0 and <= Max and long whole
        ? Factors(whole).Aggregate(1.0, (product, factor) => product * factor) : Complex.NaN;

    /// <inheritdoc/>
    public override ulong? Reduce(EvaluationPoint point) => number.Integer is >= 0 and <= Max and long whole
        ? Factors(whole).Aggregate(1UL, (product, factor) => PrimeField.Multiply(product, (ulong)factor)) : null;

    private static IEnumerable<long> Factors(long number) =>
        Enumerable.Range(1, (int)number).Select(factor => (long)factor);
}
