using System.Numerics;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>A product of factors, each multiplied by or divided by.</summary>
internal sealed class ProductExpression : Expression
{
    private readonly IReadOnlyList<(Expression Factor, bool Divides)> _factors;

    /// <summary>A product.</summary>
    /// <param name="factors">At least one.</param>
    public ProductExpression(IReadOnlyList<(Expression Factor, bool Divides)> factors)
    {
        _factors = factors;
        IsRational = factors.All(entry => entry.Factor.IsRational);
        Integer = factors.Aggregate((long?)1, (product, entry) => entry.Divides
            ? WholeNumbers.Divide(product, entry.Factor.Integer)
            : WholeNumbers.Multiply(product, entry.Factor.Integer));
    }

    /// <inheritdoc/>
    public override long? Integer { get; }

    /// <inheritdoc/>
    public override bool IsRational { get; }

    /// <inheritdoc/>
    public override Complex Evaluate(EvaluationPoint point) => _factors.Aggregate(
        Complex.One,
        (product, entry) => entry.Divides
            ? Divide(product, entry.Factor.Evaluate(point)) : product * entry.Factor.Evaluate(point));

    /// <inheritdoc/>
    public override ulong? Reduce(EvaluationPoint point)
    {
        ulong product = 1;
        foreach ((Expression factor, bool divides) in _factors)
        {
            ulong? value = factor.Reduce(point);
            value = divides && value is { } divisor ? PrimeField.Invert(divisor) : value;
            if (value is not { } known)
            {
                return null;
            }

            product = PrimeField.Multiply(product, known);
        }

        return product;
    }

    private static Complex Divide(Complex value, Complex divisor) =>
        divisor == Complex.Zero ? Complex.NaN : value / divisor;
}
