using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>The tokens of a template, read one after the other; counts how deep the parser is in them.</summary>
internal sealed class TokenStream(string source, RenderingLimits limits, TemplateSettings settings)
{
    private readonly List<Token> _tokens = Lexer.Read(source, settings);
    private int _next;
    private int _depth;

    /// <summary>The token that is read next.</summary>
    public Token Current => _tokens[_next];

    /// <summary>The one behind it.</summary>
    public Token Following => _tokens[Math.Min(_next + 1, _tokens.Count - 1)];

    /// <summary>Takes the current token.</summary>
    public Token Take()
    {
        Token token = Current;
        _next = Math.Min(_next + 1, _tokens.Count - 1);
        return token;
    }

    /// <summary>Takes an operator if it stands here.</summary>
    public bool TakeOperator(string text)
    {
        bool found = Current.IsOperator(text);
        _next += found ? 1 : 0;
        return found;
    }

    /// <summary>Takes a word if it stands here.</summary>
    public bool TakeName(string text)
    {
        bool found = Current.IsName(text);
        _next += found ? 1 : 0;
        return found;
    }

    /// <summary>Takes an operator, which must stand here.</summary>
    public void ExpectOperator(string text)
    {
        if (!TakeOperator(text))
        {
            throw Fault(Current.At, $"Found {Current.Description}; expected '{text}'.");
        }
    }

    /// <summary>Takes a token of a kind, which must stand here.</summary>
    public Token Expect(TokenKind kind, string description) => Current.Kind == kind
        ? Take()
        : throw Fault(Current.At, $"Found {Current.Description}; expected {description}.");

    /// <summary>Reads parts with commas between them, one of which may stand at the end.</summary>
    public void ReadList(string end, Action parsePart)
    {
        bool isFirst = true;
        while (!TakeOperator(end))
        {
            if (!isFirst)
            {
                ExpectOperator(",");
                if (TakeOperator(end))
                {
                    return;
                }
            }

            parsePart();
            isFirst = false;
        }
    }

    /// <summary>Goes one level deeper into the source.</summary>
    public void Enter()
    {
        if (++_depth > limits.SourceDepth)
        {
            throw Fault(
                Current.At, $"The template nests more than {limits.SourceDepth} expressions or blocks, the limit.");
        }
    }

    /// <summary>Leaves a level.</summary>
    public void Leave() => _depth--;

    /// <summary>A fault at an offset.</summary>
    public TemplateException Fault(int at, string reason) => TemplateException.At(source, at, reason);
}
