using System.Numerics;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>A function's value, the principal one of several.</summary>
internal sealed class FunctionExpression(Func<Complex, Complex> function, Expression argument) : Expression
{
    private static readonly Dictionary<string, Func<Complex, Complex>> s_functions = new(StringComparer.Ordinal)
    {
        ["sin"] = Complex.Sin,
        ["cos"] = Complex.Cos,
        ["tan"] = Complex.Tan,
        ["cot"] = angle => Complex.Cos(angle) / Complex.Sin(angle),
        ["sec"] = angle => 1 / Complex.Cos(angle),
        ["csc"] = angle => 1 / Complex.Sin(angle),
        ["arcsin"] = Complex.Asin,
        ["arccos"] = Complex.Acos,
        ["arctan"] = Complex.Atan,
        ["sinh"] = Complex.Sinh,
        ["cosh"] = Complex.Cosh,
        ["tanh"] = Complex.Tanh,
        ["exp"] = Complex.Exp,
        ["ln"] = Logarithm,
        ["log"] = number => Logarithm(number) / Math.Log(10),
        ["sqrt"] = Complex.Sqrt,
        ["abs"] = number => Complex.Abs(number),
    };

    /// <inheritdoc/>
    public override bool IsRational => false;

    /// <summary>The function of a name: <c>sin</c>, <c>ln</c>, <c>sqrt</c>, <c>abs</c> and others; <c>log</c> is to
    /// base 10.</summary>
    /// <returns><c>null</c> for a name that is no function's.</returns>
    public static Func<Complex, Complex>? Find(string name) => s_functions.GetValueOrDefault(name);

    /// <inheritdoc/>
    public override Complex Evaluate(EvaluationPoint point)
    {
        Complex value = argument.Evaluate(point);
        return Complex.IsFinite(value) ? function(value) : Complex.NaN;
    }

    /// <inheritdoc/>
    public override ulong? Reduce(EvaluationPoint point) => null;

    private static Complex Logarithm(Complex number) => number == Complex.Zero ? Complex.NaN : Complex.Log(number);
}
