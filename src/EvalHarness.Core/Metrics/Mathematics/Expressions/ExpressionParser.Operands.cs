using EvalHarness.Metrics.Mathematics.Latex;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <content>Operands: numbers, names, brackets, fractions, roots and functions.</content>
internal sealed partial class ExpressionParser
{
    private Expression ReadPrimary()
    {
        string token = Next();
        return token switch
        {
            "(" => ReadUpTo(")"),
            "[" => ReadUpTo("]"),
            "{" => ReadUpTo("}"),
            "|" => ReadAbsolute(),
            @"\frac" => new ProductExpression([(ReadArgument(), false), (ReadArgument(), true)]),
            @"\sqrt" => ReadRoot(),
            _ when LatexTokens.IsNumber(token) => ReadNumber(token),
            _ when LatexTokens.IsWord(token) || LetterTokens.IsGreek(token) => new NameExpression(ReadName(token)),
            _ when IsFunction(token) => ReadFunction(token[1..]),
            _ => throw new FormatException($"{token} is no operand"),
        };
    }

    private Expression ReadUpTo(string end)
    {
        int bars = _bars;
        _bars = 0;
        Expression inner = ReadSum();
        Expect(end);
        _bars = bars;
        return inner;
    }

    private FunctionExpression ReadAbsolute()
    {
        _bars++;
        Expression inner = ReadSum();
        Expect("|");
        _bars--;
        return new(FunctionExpression.Find("abs")!, inner);
    }

    private Expression ReadArgument() => Current is "{" or "(" ? ReadPrimary() : ReadSingle();

    // A number here is none of the mixed ones: x^2\frac{1}{2} is x^2 times a half.
    private Expression ReadSingle()
    {
        if (LatexTokens.IsNumber(Current))
        {
            return Number(Next());
        }

        Descend();
        Expression single = ReadPrimary();
        _depth--;
        return single;
    }

    private Expression ReadRoot()
    {
        Expression? index = Take("[") ? ReadUpTo("]") : null;
        Expression argument = ReadArgument();
        return index is null or { Integer: 2 }
            ? new FunctionExpression(FunctionExpression.Find("sqrt")!, argument)
            : new PowerExpression(argument, Divide(NumberExpression.Read("1")!, index));
    }

    private Expression ReadNumber(string token)
    {
        if (Current == @"\overline" && token.Contains('.', StringComparison.Ordinal))
        {
            Next();
            Expect("{");
            string digits = Next();
            Expect("}");
            return digits.All(char.IsAsciiDigit)
                ? Number(token, digits) : throw new FormatException("no digits repeat");
        }

        Expression number = Number(token);
        return number.Integer is not null && IsNumericFraction()
            ? new SumExpression([(number, false), (ReadPrimary(), false)]) : number;
    }

    private bool IsNumericFraction() => _place + 6 < _tokens.Count
        && _tokens[_place] == @"\frac" && _tokens[_place + 1] == "{" && LatexTokens.IsNumber(_tokens[_place + 2])
        && _tokens[_place + 3] == "}" && _tokens[_place + 4] == "{" && LatexTokens.IsNumber(_tokens[_place + 5])
        && _tokens[_place + 6] == "}";

    private static NumberExpression Number(string token, string repeating = "") =>
        NumberExpression.Read(token, repeating) ?? throw new FormatException("the exponent is too large");

    private string ReadName(string token)
    {
        if (!Take("_"))
        {
            return token;
        }

        if (!Take("{"))
        {
            return $"{token}_{Next()}";
        }

        int start = _place;
        while (Current is not ("}" or "{" or ""))
        {
            _place++;
        }

        string subscript = string.Concat(_tokens[start.._place]);
        Expect("}");
        return $"{token}_{subscript}";
    }

    private Expression ReadFunction(string name)
    {
        Expression? numberBase = name == "log" && Take("_") ? ReadSingle() : null;
        Expression? power = Take("^") ? ReadExponent() : null;
        if (power?.Integer == -1 && FunctionExpression.Find("arc" + name) is not null)
        {
            (name, power) = ("arc" + name, null);
        }

        Descend();
        Expression argument = Current is "(" or "{" ? ReadPrimary() : ReadChain(allowsFunctions: false);
        _depth--;
        Expression value = numberBase is null
            ? Apply(name, argument) : Divide(Apply("ln", argument), Apply("ln", numberBase));
        return power is null ? value : new PowerExpression(value, power);
    }

    private static FunctionExpression Apply(string name, Expression argument) =>
        new(FunctionExpression.Find(name)!, argument);

    private static ProductExpression Divide(Expression value, Expression divisor) =>
        new([(value, false), (divisor, true)]);
}
