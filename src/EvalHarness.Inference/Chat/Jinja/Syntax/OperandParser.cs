namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>Reads the operands of expressions, with what follows them: attributes, calls, filters, tests.</summary>
internal sealed class OperandParser(TokenStream stream, ExpressionParser expressions)
{
    private readonly LiteralParser _literals = new(stream, expressions);

    /// <summary>Begins to note which special names are mentioned; gives what was noted before.</summary>
    public HashSet<string> BeginUses() => _literals.BeginUses();

    /// <summary>Ends the noting.</summary>
    public HashSet<string> EndUses(HashSet<string> outer) => _literals.EndUses(outer);

    /// <summary>An operand with its signs, and the filters and tests behind it.</summary>
    public Expression ParseSigned() => ParseSigned(withFilters: true);

    /// <summary>A filter, whose name is the next token.</summary>
    public FilterExpression ParseFilter(Expression target)
    {
        Token token = stream.Current;
        string name = ParseDottedName("the name of a filter");
        ArgumentList arguments = stream.Current.IsOperator("(") ? ParseArguments() : ArgumentList.Empty;
        return new(token.At, target, name, arguments);
    }

    private Expression ParseSigned(bool withFilters)
    {
        Token token = stream.Current;
        Expression value;
        if (token.IsOperator("-") || token.IsOperator("+"))
        {
            stream.Take();
            stream.Enter();
            value = new UnaryExpression(token.At, token.Text, ParseSigned(withFilters: false));
            stream.Leave();
        }
        else
        {
            value = _literals.ParsePrimary();
        }

        value = ParsePostfix(value);
        return withFilters ? ParseFiltersAndTests(value) : value;
    }

    private Expression ParsePostfix(Expression value)
    {
        while (true)
        {
            Token token = stream.Current;
            if (stream.TakeOperator("."))
            {
                Token name = stream.Take();
                value = name.Kind switch
                {
                    TokenKind.Name => new AttributeExpression(name.At, value, name.Text),
                    TokenKind.Integer => new ItemExpression(
                        name.At, value, new Constant(name.At, _literals.ParseInteger(name))),
                    _ => throw stream.Fault(name.At, $"Found {name.Description}; expected a name or number."),
                };
            }
            else if (stream.TakeOperator("["))
            {
                value = ParseSubscript(token, value);
            }
            else if (token.IsOperator("("))
            {
                value = new CallExpression(token.At, value, ParseArguments());
            }
            else
            {
                return value;
            }
        }
    }

    private Expression ParseSubscript(Token token, Expression target)
    {
        Expression?[] parts = new Expression?[3];
        int colons = 0;
        while (!stream.Current.IsOperator("]"))
        {
            if (colons < 2 && stream.TakeOperator(":"))
            {
                colons++;
                continue;
            }

            if (parts[colons] is not null)
            {
                throw stream.Fault(stream.Current.At, $"Found {stream.Current.Description}; expected ']'.");
            }

            parts[colons] = expressions.ParseTuple();
        }

        stream.ExpectOperator("]");
        return colons > 0 ? new SliceExpression(token.At, target, parts[0], parts[1], parts[2])
            : parts[0] is { } index ? new ItemExpression(token.At, target, index)
            : throw stream.Fault(token.At, "An index is missing between the brackets.");
    }

    private Expression ParseFiltersAndTests(Expression value)
    {
        while (true)
        {
            Token token = stream.Current;
            if (stream.TakeOperator("|"))
            {
                value = ParseFilter(value);
            }
            else if (stream.TakeName("is"))
            {
                value = ParseTest(token, value);
            }
            else if (token.IsOperator("("))
            {
                value = new CallExpression(token.At, value, ParseArguments());
            }
            else
            {
                return value;
            }
        }
    }

    private TestExpression ParseTest(Token token, Expression value)
    {
        bool isNegated = stream.TakeName("not");
        string name = ParseDottedName("the name of a test");
        Token next = stream.Current;
        ArgumentList arguments = ArgumentList.Empty;
        if (next.IsOperator("("))
        {
            arguments = ParseArguments();
        }
        else if (next.Kind is TokenKind.Text or TokenKind.Integer or TokenKind.Float
            || next.IsOperator("[") || next.IsOperator("{")
            || (next.Kind == TokenKind.Name
                && next.Text is not ("else" or "or" or "and" or "is" or "if" or "in" or "not")))
        {
            arguments = new([ParsePostfix(_literals.ParsePrimary())], []);
        }

        return new(token.At, value, name, arguments, isNegated);
    }

    private string ParseDottedName(string description)
    {
        string name = stream.Expect(TokenKind.Name, description).Text;
        while (stream.TakeOperator("."))
        {
            name += "." + stream.Expect(TokenKind.Name, description).Text;
        }

        return name;
    }

    private ArgumentList ParseArguments()
    {
        List<Expression> positional = [];
        List<(string, Expression)> named = [];
        Expression? spread = null;
        Expression? spreadNamed = null;
        stream.ExpectOperator("(");
        stream.ReadList(")", () =>
        {
            if (stream.TakeOperator("**"))
            {
                spreadNamed = expressions.ParseExpression();
            }
            else if (stream.TakeOperator("*"))
            {
                spread = expressions.ParseExpression();
            }
            else if (stream.Current.Kind == TokenKind.Name && stream.Following.IsOperator("="))
            {
                string name = stream.Take().Text;
                stream.Take();
                named.Add((name, expressions.ParseExpression()));
            }
            else
            {
                positional.Add(named.Count == 0 && spreadNamed is null
                    ? expressions.ParseExpression()
                    : throw stream.Fault(
                        stream.Current.At, "An argument without a name stands behind one with a name."));
            }
        });
        return new(positional, named, spread, spreadNamed);
    }
}
