using System.Numerics;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>A variable, or one of the constants π, e and i.</summary>
/// <param name="name">A letter, a Greek letter's command, either with its subscript.</param>
internal sealed class NameExpression(string name) : Expression
{
    /// <summary>The circle's constant.</summary>
    public const string Pi = @"\pi";

    /// <inheritdoc/>
    public override bool IsRational => true;

    /// <inheritdoc/>
    public override Complex Evaluate(EvaluationPoint point) => name switch
    {
        Pi => Math.PI,
        "e" => Math.E,
        "i" => Complex.ImaginaryOne,
        _ => point.ComplexOf(name),
    };

    /// <inheritdoc/>
    public override ulong? Reduce(EvaluationPoint point) =>
        name == "i" ? PrimeField.ImaginaryUnit : point.ResidueOf(name);
}
