namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>A lexical token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a string literal its content.</param>
/// <param name="At">Its offset in the source.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int At)
{
    /// <summary>Whether it is an operator.</summary>
    public bool IsOperator(string text) => Kind == TokenKind.Operator && Text == text;

    /// <summary>Whether it is a name.</summary>
    public bool IsName(string text) => Kind == TokenKind.Name && Text == text;

    /// <summary>How a message calls it.</summary>
    public string Description => Kind switch
    {
        TokenKind.End => "the end of the template",
        TokenKind.BlockEnd => "the end of the tag",
        TokenKind.PrintEnd => "the end of the print tag",
        TokenKind.Text => "a string",
        _ => $"'{Text}'",
    };
}
