namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>Reads expressions, with the precedence of the language: the loosest binding first.</summary>
internal sealed class ExpressionParser
{
    private static readonly string[] s_comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private readonly TokenStream _stream;
    private readonly OperandParser _operands;

    /// <summary>Reads from a stream.</summary>
    public ExpressionParser(TokenStream stream) => (_stream, _operands) = (stream, new OperandParser(stream, this));

    /// <summary>Begins to note which special names are mentioned; gives what was noted before.</summary>
    public HashSet<string> BeginUses() => _operands.BeginUses();

    /// <summary>Ends the noting: what was mentioned is mentioned outside as well.</summary>
    public HashSet<string> EndUses(HashSet<string> outer) => _operands.EndUses(outer);

    /// <summary>An expression.</summary>
    public Expression ParseExpression()
    {
        _stream.Enter();
        Expression value = ParseOr();
        while (_stream.Current.IsName("if"))
        {
            int at = _stream.Take().At;
            Expression condition = ParseOr();
            value = new ConditionalExpression(
                at, value, condition, _stream.TakeName("else") ? ParseExpression() : null);
        }

        _stream.Leave();
        return value;
    }

    /// <summary>One expression, or several with commas between them, which make a tuple.</summary>
    public Expression ParseTuple(bool allowsConditional = true)
    {
        int at = _stream.Current.At;
        Expression first = ParsePart(allowsConditional);
        if (!_stream.Current.IsOperator(","))
        {
            return first;
        }

        List<Expression> items = [first];
        while (_stream.TakeOperator(",") && !EndsTuple())
        {
            items.Add(ParsePart(allowsConditional));
        }

        return new ListExpression(at, items, IsTuple: true);
    }

    /// <summary>What is assigned to: a name, several, or the attribute of a namespace.</summary>
    public Expression ParseTarget(bool allowsAttribute = false, bool isSingle = false)
    {
        int at = _stream.Current.At;
        bool isEnclosed = !isSingle && _stream.TakeOperator("(");
        List<Expression> targets = [ParseTargetName(allowsAttribute)];
        bool isTuple = false;
        while (!isSingle && _stream.TakeOperator(","))
        {
            isTuple = true;
            if (_stream.Current.Kind != TokenKind.Name || _stream.Current.Text == "in")
            {
                break;
            }

            targets.Add(ParseTargetName(allowsAttribute));
        }

        if (isEnclosed)
        {
            _stream.ExpectOperator(")");
        }

        return isTuple ? new ListExpression(at, targets, IsTuple: true) : targets[0];
    }

    /// <summary>Parameters in parentheses.</summary>
    public IReadOnlyList<(string Name, Expression? Default)> ParseParameters()
    {
        List<(string, Expression?)> parameters = [];
        _stream.ExpectOperator("(");
        while (!_stream.TakeOperator(")"))
        {
            if (parameters.Count > 0)
            {
                _stream.ExpectOperator(",");
            }

            string name = _stream.Expect(TokenKind.Name, "the name of a parameter").Text;
            parameters.Add((name, _stream.TakeOperator("=") ? ParseExpression() : null));
        }

        return parameters;
    }

    /// <summary>Filters behind a value.</summary>
    public Expression ParseFilters(Expression value, bool startsWithName = false)
    {
        while (startsWithName || _stream.TakeOperator("|"))
        {
            startsWithName = false;
            value = _operands.ParseFilter(value);
        }

        return value;
    }

    private bool EndsTuple() => _stream.Current.Kind is TokenKind.BlockEnd or TokenKind.PrintEnd
        || _stream.Current.IsOperator(")") || _stream.Current.IsOperator("]") || _stream.Current.IsOperator("=");

    private Expression ParsePart(bool allowsConditional) => allowsConditional ? ParseExpression() : ParseOr();

    private Expression ParseTargetName(bool allowsAttribute)
    {
        Token name = _stream.Expect(TokenKind.Name, "a name");
        if (name.Text is "true" or "false" or "none" or "True" or "False" or "None")
        {
            throw _stream.Fault(name.At, $"'{name.Text}' cannot be set.");
        }

        NameExpression target = new(name.At, name.Text);
        return allowsAttribute && _stream.TakeOperator(".")
            ? new AttributeExpression(name.At, target, _stream.Expect(TokenKind.Name, "an attribute").Text)
            : target;
    }

    private Expression ParseOr()
    {
        Expression left = ParseAnd();
        while (_stream.Current.IsName("or"))
        {
            int at = _stream.Take().At;
            left = new BinaryExpression(at, "or", left, ParseAnd());
        }

        return left;
    }

    private Expression ParseAnd()
    {
        Expression left = ParseNot();
        while (_stream.Current.IsName("and"))
        {
            int at = _stream.Take().At;
            left = new BinaryExpression(at, "and", left, ParseNot());
        }

        return left;
    }

    private Expression ParseNot()
    {
        if (!_stream.Current.IsName("not"))
        {
            return ParseComparison();
        }

        int at = _stream.Take().At;
        _stream.Enter();
        UnaryExpression negation = new(at, "not", ParseNot());
        _stream.Leave();
        return negation;
    }

    private Expression ParseComparison()
    {
        int at = _stream.Current.At;
        Expression first = ParseSum();
        List<(string, Expression)> rest = [];
        while (TakeComparison() is { } operation)
        {
            rest.Add((operation, ParseSum()));
        }

        return rest.Count == 0 ? first : new ComparisonExpression(at, first, rest);
    }

    private string? TakeComparison()
    {
        if (_stream.Current.Kind == TokenKind.Operator && s_comparisons.Contains(_stream.Current.Text))
        {
            return _stream.Take().Text;
        }

        if (_stream.TakeName("in"))
        {
            return "in";
        }

        if (_stream.Current.IsName("not") && _stream.Following.IsName("in"))
        {
            _stream.Take();
            _stream.Take();
            return "not in";
        }

        return null;
    }

    private Expression ParseSum() => ParseLeft(ParseConcatenation, "+", "-");

    private Expression ParseConcatenation() => ParseLeft(ParseProduct, "~");

    private Expression ParseProduct() => ParseLeft(ParsePower, "*", "/", "//", "%");

    private Expression ParsePower() => ParseLeft(_operands.ParseSigned, "**");

    private Expression ParseLeft(Func<Expression> parsePart, params ReadOnlySpan<string> operators)
    {
        Expression left = parsePart();
        while (_stream.Current.Kind == TokenKind.Operator && operators.Contains(_stream.Current.Text))
        {
            Token token = _stream.Take();
            left = new BinaryExpression(token.At, token.Text, left, parsePart());
        }

        return left;
    }
}
