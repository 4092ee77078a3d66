namespace EvalHarness.Metrics.Mathematics.Latex;

/// <summary>
/// Writes the braces that LaTeX lets one leave out: <c>\frac12</c> is <c>\frac{1}{2}</c>, <c>\sqrt2x</c> is
/// <c>\sqrt{2}x</c>.
/// </summary>
internal sealed class LatexArguments
{
    private const int MaxDepth = 100;

    private readonly List<string> _tokens;
    private readonly List<string> _written;
    private int _place;
    private int _depth;

    private LatexArguments(List<string> tokens) => (_tokens, _written) = (tokens, new(tokens.Count));

    /// <summary>The tokens with all braces; without blanks.</summary>
    public static List<string> Complete(List<string> tokens)
    {
        LatexArguments arguments = new([.. tokens]);
        while (arguments._place < tokens.Count)
        {
            arguments.CopyNext();
        }

        return arguments._written;
    }

    private void CopyNext()
    {
        string token = _tokens[_place++];
        _written.Add(token);
        if (_depth >= MaxDepth)
        {
            return;
        }

        _depth++;
        switch (token)
        {
            case "{":
                CopyUpTo("}");
                break;
            case @"\frac":
                CopyArgument();
                CopyArgument();
                break;
            case @"\sqrt":
                if (LatexSpelling.Is(_tokens, _place, "["))
                {
                    CopyUpTo("]");
                }

                CopyArgument();
                break;
        }

        _depth--;
    }

    private void CopyUpTo(string end)
    {
        while (_place < _tokens.Count && _tokens[_place] != end)
        {
            CopyNext();
        }

        if (_place < _tokens.Count)
        {
            _written.Add(_tokens[_place++]);
        }
    }

    private void CopyArgument()
    {
        if (_place == _tokens.Count || _tokens[_place] is "}" or "(")
        {
            return;
        }

        string token = _tokens[_place];
        if (token == "{")
        {
            CopyNext();
            return;
        }

        _written.Add("{");
        if (token.Length > 1 && token[0] != '\\')
        {
            // One character is the argument; the rest of the number or word stands behind it.
            _written.Add(token[..1]);
            _tokens[_place] = token[1..];
        }
        else
        {
            CopyNext();
        }

        _written.Add("}");
    }
}
