using EvalHarness.Metrics.Mathematics.Latex;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>
/// Reads an expression of LaTeX's tokens. Factors that stand side by side bind tighter than a sign of multiplication or
/// division; a whole number before a fraction of numbers is a mixed number.
/// </summary>
internal sealed partial class ExpressionParser
{
    private const int MaxDepth = 64;
    private const int MaxPostfixes = 8;

    private readonly List<string> _tokens;
    private int _place;
    private int _depth;
    private int _bars;

    private ExpressionParser(List<string> tokens) => _tokens = tokens;

    private string Current => _place < _tokens.Count ? _tokens[_place] : "";

    /// <summary>The expression; <c>null</c> for what is none that can be read.</summary>
    public static Expression? Parse(IReadOnlyList<string> tokens)
    {
        try
        {
            ExpressionParser parser = new(LetterTokens.Split(tokens));
            Expression expression = parser.ReadSum();
            return parser._place == parser._tokens.Count ? expression : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private Expression ReadSum()
    {
        Descend();
        List<(Expression Term, bool IsNegative)> terms = [];
        bool isNegative = Take("-");
        do
        {
            terms.Add((ReadProduct(), isNegative));
            isNegative = Current == "-";
        }
        while (Take("-") || Take("+"));

        _depth--;
        return terms is [(var only, false)] ? only : new SumExpression(terms);
    }

    private Expression ReadProduct()
    {
        List<(Expression Factor, bool Divides)> factors = [(ReadSigned(), false)];
        while (Current is "*" or @"\cdot" or @"\times" or "/" or @"\div")
        {
            bool divides = Next() is "/" or @"\div";
            factors.Add((ReadSigned(), divides));
        }

        return Multiply(factors);
    }

    private Expression ReadSigned()
    {
        bool isNegative = false;
        while (Current is "-" or "+")
        {
            isNegative ^= Next() == "-";
        }

        Expression chain = ReadChain(allowsFunctions: true);
        return isNegative ? new SumExpression([(chain, true)]) : chain;
    }

    private Expression ReadChain(bool allowsFunctions)
    {
        List<(Expression Factor, bool Divides)> factors = [(ReadPostfixed(), false)];
        while (BeginsFactor(Current) && (allowsFunctions || !IsFunction(Current)))
        {
            factors.Add((ReadPostfixed(), false));
        }

        return Multiply(factors);
    }

    private Expression ReadPostfixed()
    {
        Expression value = ReadPrimary();
        for (int i = 0; i < MaxPostfixes; i++)
        {
            if (Take("!"))
            {
                value = new FactorialExpression(value);
            }
            else if (Take("%"))
            {
                value = new ProductExpression([(value, false), (NumberExpression.Read("100")!, true)]);
            }
            else if (Take("^"))
            {
                value = new PowerExpression(value, ReadExponent());
            }
            else
            {
                break;
            }
        }

        return value;
    }

    // One operand, from the right: x^2^3 is x^(2^3).
    private Expression ReadExponent()
    {
        Descend();
        bool isNegative = Take("-");
        Expression exponent = ReadSingle();
        exponent = Take("^") ? new PowerExpression(exponent, ReadExponent()) : exponent;
        _depth--;
        return isNegative ? new SumExpression([(exponent, true)]) : exponent;
    }

    private bool BeginsFactor(string token) =>
        token is "(" or "[" or "{" || (token == "|" && _bars == 0) || LatexTokens.IsWord(token)
        || token is @"\frac" or @"\sqrt" || LetterTokens.IsGreek(token) || IsFunction(token);

    private static bool IsFunction(string token) => LatexTokens.IsCommand(token)
        && token is not (@"\sqrt" or @"\abs") && FunctionExpression.Find(token[1..]) is not null;

    private static Expression Multiply(List<(Expression Factor, bool Divides)> factors) =>
        factors is [(var only, false)] ? only : new ProductExpression(factors);

    private void Descend()
    {
        if (++_depth > MaxDepth)
        {
            throw new FormatException("the expression is nested too deeply");
        }
    }

    private string Next() =>
        _place < _tokens.Count ? _tokens[_place++] : throw new FormatException("the expression ends too early");

    private bool Take(string token)
    {
        bool isNext = Current == token;
        _place += isNext ? 1 : 0;
        return isNext;
    }

    private void Expect(string token)
    {
        if (!Take(token))
        {
            throw new FormatException($"{token} is missing");
        }
    }
}
