using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>Reads the statements of a template; <see cref="ExpressionParser"/> reads what is in them.</summary>
internal sealed class Parser
{
    /// <summary>The name under which filters of a block find the text of its body; no template can spell it.</summary>
    public const string Captured = "(captured)";

    private readonly TokenStream _stream;
    private readonly ExpressionParser _expressions;
    private int _loops;

    private Parser(TokenStream stream) => (_stream, _expressions) = (stream, new ExpressionParser(stream));

    /// <summary>The statements of a template.</summary>
    /// <param name="source">The source, as <see cref="Lexer.Normalize"/> gives it.</param>
    /// <param name="limits">How large and deep it may be.</param>
    /// <param name="settings">How it is cut into tokens.</param>
    public static IReadOnlyList<Statement> Parse(string source, RenderingLimits limits, TemplateSettings settings)
    {
        if (source.Length > limits.SourceLength)
        {
            throw TemplateException.At(
                source, 0, $"The template is longer than {limits.SourceLength} characters, the limit.");
        }

        Parser parser = new(new TokenStream(source, limits, settings));
        List<Statement> body = parser.ParseBody();
        if (parser._stream.Current.Kind == TokenKind.End)
        {
            return body;
        }

        Token name = parser._stream.Following;
        throw parser._stream.Fault(name.At, $"Unexpected tag '{name.Text}': no block is open that it could belong to.");
    }

    /// <summary>Reads statements up to one of the given tags, whose name is the next token then.</summary>
    private List<Statement> ParseBody(params ReadOnlySpan<string> ends)
    {
        List<Statement> body = [];
        Token opened = _stream.Current;
        _stream.Enter();
        while (true)
        {
            Token token = _stream.Current;
            switch (token.Kind)
            {
                case TokenKind.End when ends.Length > 0:
                    string expected = string.Join(", ", ends.ToArray());
                    throw _stream.Fault(
                        opened.At, $"A block that begins here is not closed: expected one of {expected}.");
                case TokenKind.End:
                    _stream.Leave();
                    return body;
                case TokenKind.Data:
                    body.Add(new TextStatement(token.At, new TextValue(_stream.Take().Text)));
                    break;
                case TokenKind.PrintBegin:
                    _stream.Take();
                    body.Add(new PrintStatement(token.At, _expressions.ParseTuple()));
                    _stream.Expect(TokenKind.PrintEnd, "'}}'");
                    break;
                default:
                    if (ends.Contains(_stream.Following.Text) || IsEnd(_stream.Following))
                    {
                        _stream.Leave();
                        return CheckEnd(body, ends);
                    }

                    _stream.Take();
                    body.Add(ParseTag());
                    break;
            }
        }
    }

    private List<Statement> CheckEnd(List<Statement> body, ReadOnlySpan<string> ends)
    {
        Token name = _stream.Following;
        if (ends.Length > 0 && !ends.Contains(name.Text))
        {
            string expected = string.Join(", ", ends.ToArray());
            throw _stream.Fault(name.At, $"Found '{name.Text}' inside a block; expected one of {expected}.");
        }

        if (ends.Length > 0)
        {
            _stream.Take();
        }

        return body;
    }

    private static bool IsEnd(Token token) => token.Kind == TokenKind.Name
        && (token.Text.StartsWith("end", StringComparison.Ordinal) || token.Text is "else" or "elif");

    private Statement ParseTag()
    {
        Token name = _stream.Expect(TokenKind.Name, "the name of a tag");
        Statement statement = name.Text switch
        {
            "if" => ParseIf(name.At),
            "for" => ParseFor(name.At),
            "set" => ParseSet(name.At),
            "macro" => ParseMacro(name.At),
            "call" => ParseCall(name.At),
            "filter" => ParseFilter(name.At),
            "with" => ParseWith(name.At),
            "generation" => ParseGeneration(name.At),
            "break" or "continue" => ParseJump(name),
            "include" or "import" or "from" or "extends" or "block" or "autoescape" => throw _stream.Fault(
                name.At, $"The tag '{name.Text}' is not supported in chat templates."),
            _ => throw _stream.Fault(name.At, $"The tag '{name.Text}' is unknown."),
        };
        _stream.Expect(TokenKind.BlockEnd, "'%}'");
        return statement;
    }

    private void EndTag() => _stream.Expect(TokenKind.BlockEnd, "'%}'");

    /// <summary>Reads a body whose end tag is consumed but for its own end.</summary>
    private List<Statement> ParseBlock(string end)
    {
        EndTag();
        List<Statement> body = ParseBody(end);
        _stream.Take();
        return body;
    }

    private IfStatement ParseIf(int at)
    {
        List<(Expression, IReadOnlyList<Statement>)> branches = [];
        IReadOnlyList<Statement> otherwise = [];
        Token next;
        do
        {
            Expression condition = _expressions.ParseTuple(allowsConditional: false);
            EndTag();
            branches.Add((condition, ParseBody("elif", "else", "endif")));
            next = _stream.Take();
        }
        while (next.Text == "elif");

        if (next.Text == "else")
        {
            otherwise = ParseBlock("endif");
        }

        return new(at, branches, otherwise);
    }

    private ForStatement ParseFor(int at)
    {
        Expression target = _expressions.ParseTarget();
        if (!_stream.TakeName("in"))
        {
            throw _stream.Fault(_stream.Current.At, $"Found {_stream.Current.Description}; expected 'in'.");
        }

        Expression iterable = _expressions.ParseTuple(allowsConditional: false);
        Expression? condition = _stream.TakeName("if") ? _expressions.ParseExpression() : null;
        bool isRecursive = _stream.TakeName("recursive");
        EndTag();
        _loops++;
        List<Statement> body = ParseBody("endfor", "else");
        _loops--;
        IReadOnlyList<Statement> otherwise = _stream.Take().Text == "else" ? ParseBlock("endfor") : [];
        return new(at, target, iterable, condition, isRecursive, body, otherwise);
    }

    private Statement ParseSet(int at)
    {
        Expression target = _expressions.ParseTarget(allowsAttribute: true);
        if (_stream.TakeOperator("="))
        {
            return new SetStatement(at, target, _expressions.ParseTuple());
        }

        Expression value = _expressions.ParseFilters(new NameExpression(at, Captured));
        return new SetBlockStatement(at, target, value, ParseBlock("endset"));
    }

    private MacroStatement ParseMacro(int at)
    {
        string name = _stream.Expect(TokenKind.Name, "the name of the macro").Text;
        return new(at, ParseDefinition(name, _expressions.ParseParameters(), "endmacro"));
    }

    private MacroDefinition ParseDefinition(
        string name, IReadOnlyList<(string Name, Expression? Default)> parameters, string end)
    {
        int loops = _loops;
        _loops = 0;
        HashSet<string> outer = _expressions.BeginUses();
        List<Statement> body = ParseBlock(end);
        HashSet<string> uses = _expressions.EndUses(outer);
        _loops = loops;
        return new(name, parameters, body, uses);
    }

    private CallBlockStatement ParseCall(int at)
    {
        IReadOnlyList<(string, Expression?)> parameters =
            _stream.Current.IsOperator("(") ? _expressions.ParseParameters() : [];
        if (_expressions.ParseExpression() is not CallExpression call)
        {
            throw _stream.Fault(at, "A call block needs a call, such as {% call name() %}.");
        }

        return new(at, call, ParseDefinition("caller", parameters, "endcall"));
    }

    private FilterBlockStatement ParseFilter(int at)
    {
        Expression value = _expressions.ParseFilters(new NameExpression(at, Captured), startsWithName: true);
        return new(at, value, ParseBlock("endfilter"));
    }

    private ScopeStatement ParseWith(int at)
    {
        List<(Expression, Expression)> values = [];
        while (_stream.Current.Kind != TokenKind.BlockEnd)
        {
            if (values.Count > 0)
            {
                _stream.ExpectOperator(",");
            }

            Expression target = _expressions.ParseTarget(isSingle: true);
            _stream.ExpectOperator("=");
            values.Add((target, _expressions.ParseExpression()));
        }

        return new(at, values, ParseBlock("endwith"));
    }

    /// <summary>Marks what the model is trained to write; it renders as its body, whose names stay inside.</summary>
    private ScopeStatement ParseGeneration(int at)
    {
        int loops = _loops;
        _loops = 0;
        List<Statement> body = ParseBlock("endgeneration");
        _loops = loops;
        return new(at, [], body);
    }

    private JumpStatement ParseJump(Token name) => _loops > 0
        ? new(name.At, name.Text == "break")
        : throw _stream.Fault(name.At, $"'{name.Text}' stands outside of a loop.");
}
