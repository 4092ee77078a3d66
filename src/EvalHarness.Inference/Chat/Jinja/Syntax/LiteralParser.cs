using System.Globalization;
using System.Numerics;
using System.Text;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>Reads literals and names.</summary>
internal sealed class LiteralParser(TokenStream stream, ExpressionParser expressions)
{
    private HashSet<string> _uses = [];

    /// <summary>Begins to note which special names are mentioned; gives what was noted before.</summary>
    public HashSet<string> BeginUses()
    {
        HashSet<string> outer = _uses;
        _uses = [];
        return outer;
    }

    /// <summary>Ends the noting.</summary>
    public HashSet<string> EndUses(HashSet<string> outer)
    {
        HashSet<string> inner = _uses;
        _uses = outer;
        return inner;
    }

    /// <summary>A literal or a name.</summary>
    public Expression ParsePrimary()
    {
        Token token = stream.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return ParseName(token);
            case TokenKind.Text:
                StringBuilder text = new(token.Text);
                while (stream.Current.Kind == TokenKind.Text)
                {
                    text.Append(stream.Take().Text);
                }

                return new Constant(token.At, new TextValue(text.ToString()));
            case TokenKind.Integer:
                return new Constant(token.At, ParseInteger(token));
            case TokenKind.Float:
                return new Constant(token.At, new FloatValue(double.Parse(token.Text, CultureInfo.InvariantCulture)));
            case TokenKind.Operator when token.Text == "(":
                return ParseParentheses(token);
            case TokenKind.Operator when token.Text == "[":
                List<Expression> items = [];
                stream.ReadList("]", () => items.Add(expressions.ParseExpression()));
                return new ListExpression(token.At, items, IsTuple: false);
            case TokenKind.Operator when token.Text == "{":
                return ParseDict(token);
            default:
                throw stream.Fault(token.At, $"Unexpected {token.Description}; expected an expression.");
        }
    }

    private Expression ParseName(Token token)
    {
        if (token.Text is "varargs" or "kwargs" or "caller")
        {
            _uses.Add(token.Text);
        }

        return token.Text switch
        {
            "true" or "True" => new Constant(token.At, BooleanValue.From(true)),
            "false" or "False" => new Constant(token.At, BooleanValue.From(false)),
            "none" or "None" => new Constant(token.At, NoneValue.Instance),
            _ => new NameExpression(token.At, token.Text),
        };
    }

    /// <summary>The number of an integer literal.</summary>
    public IntegerValue ParseInteger(Token token)
    {
        bool hasPrefix = token.Text.Length > 1 && char.IsAsciiLetter(token.Text[1]);
        int numberBase = hasPrefix ? char.ToLowerInvariant(token.Text[1]) switch { 'x' => 16, 'o' => 8, _ => 2 } : 10;
        BigInteger number = 0;
        if (token.Text.Length > 1_000)
        {
            throw stream.Fault(token.At, "The number has more than 1000 digits, the limit.");
        }

        foreach (char digit in token.Text.AsSpan(hasPrefix ? 2 : 0))
        {
            int value = char.IsAsciiDigit(digit) ? digit - '0' : char.ToLowerInvariant(digit) - 'a' + 10;
            number = value < numberBase
                ? (number * numberBase) + value
                : throw stream.Fault(token.At, $"'{token.Text}' is no number.");
        }

        return new(number);
    }

    private Expression ParseParentheses(Token token)
    {
        if (stream.TakeOperator(")"))
        {
            return new ListExpression(token.At, [], IsTuple: true);
        }

        Expression value = expressions.ParseTuple();
        stream.ExpectOperator(")");
        return value;
    }

    private DictExpression ParseDict(Token token)
    {
        List<(Expression, Expression)> entries = [];
        stream.ReadList("}", () =>
        {
            Expression key = expressions.ParseExpression();
            stream.ExpectOperator(":");
            entries.Add((key, expressions.ParseExpression()));
        });
        return new(token.At, entries);
    }
}
