using System.Numerics;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>A sum of terms, each added or taken away.</summary>
internal sealed class SumExpression : Expression
{
    private readonly IReadOnlyList<(Expression Term, bool IsNegative)> _terms;

    /// <summary>A sum.</summary>
    /// <param name="terms">At least one.</param>
    public SumExpression(IReadOnlyList<(Expression Term, bool IsNegative)> terms)
    {
        _terms = terms;
        IsRational = terms.All(entry => entry.Term.IsRational);
        Integer = terms.Aggregate((long?)0, (sum, entry) => entry.Term.Integer is { } term
            ? WholeNumbers.Add(sum, entry.IsNegative ? WholeNumbers.Multiply(-1, term) : term) : null);
    }

    /// <inheritdoc/>
    public override long? Integer { get; }

    /// <inheritdoc/>
    public override bool IsRational { get; }

    /// <inheritdoc/>
    public override Complex Evaluate(EvaluationPoint point) => _terms.Aggregate(
        Complex.Zero,
        (sum, entry) => entry.IsNegative ? sum - entry.Term.Evaluate(point) : sum + entry.Term.Evaluate(point));

    /// <inheritdoc/>
    public override ulong? Reduce(EvaluationPoint point)
    {
        ulong sum = 0;
        foreach ((Expression term, bool isNegative) in _terms)
        {
            if (term.Reduce(point) is not { } value)
            {
                return null;
            }

            sum = PrimeField.Add(sum, isNegative ? PrimeField.Negate(value) : value);
        }

        return sum;
    }
}
