using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>Cuts a template into tokens.</summary>
internal sealed class Lexer
{
    private const string BlockBegin = "{%";

    private readonly string _source;
    private readonly bool _trimsBlocks;
    private readonly List<Token> _tokens = [];
    private int _at;
    private bool _startsLine = true;

    private Lexer(string source, bool trimsBlocks) => (_source, _trimsBlocks) = (source, trimsBlocks);

    /// <summary>A source as the language reads it: line ends as LF, one of them at the end dropped or kept.</summary>
    public static string Normalize(string source, TemplateSettings settings)
    {
        string lines = source.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        return lines.EndsWith('\n') && !settings.KeepsLastLineEnd ? lines[..^1] : lines;
    }

    /// <summary>The tokens of a normalized source; the last one is the end.</summary>
    public static List<Token> Read(string source, TemplateSettings settings)
    {
        Lexer lexer = new(source, settings.TrimsBlocks);
        lexer.ReadTemplate();
        return lexer._tokens;
    }

    private void ReadTemplate()
    {
        while (_at < _source.Length)
        {
            int begin = FindTag(_at);
            if (begin < 0)
            {
                AddData(_at, _source.Length);
                break;
            }

            bool isPrint = _source[begin + 1] == '{';
            char sign = begin + 2 < _source.Length ? _source[begin + 2] : ' ';
            bool hasSign = sign == '-' || (sign == '+' && !isPrint);
            AddData(_at, EndOfData(begin, isPrint, hasSign ? sign : ' '));
            _startsLine = false;
            _at = begin + (hasSign ? 3 : 2);
            ReadTag(begin, isPrint);
        }

        _tokens.Add(new(TokenKind.End, "", _source.Length));
    }

    private void ReadTag(int begin, bool isPrint)
    {
        if (_source[begin + 1] == '#')
        {
            int end = _source.IndexOf("#}", _at, StringComparison.Ordinal);
            if (end < 0)
            {
                throw Fault(begin, "The comment is not closed: '#}' is missing.");
            }

            EndTag(end, sign: end > _at ? _source[end - 1] : ' ', trimsLine: true);
        }
        else if (!isPrint && TryReadRaw(begin))
        {
            return;
        }
        else
        {
            _tokens.Add(new(isPrint ? TokenKind.PrintBegin : TokenKind.BlockBegin, isPrint ? "{{" : "{%", begin));
            ReadInside(isPrint);
        }
    }

    private int FindTag(int start)
    {
        for (int at = start; (at = _source.IndexOf('{', at)) >= 0 && at + 1 < _source.Length; at++)
        {
            if (_source[at + 1] is '{' or '%' or '#')
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Where the text before a tag ends: white space goes by a minus, or a blank start of line.</summary>
    private int EndOfData(int begin, bool isPrint, char sign)
    {
        if (sign == '-')
        {
            return Whitespace.SkipBack(_source, _at, begin);
        }

        if (isPrint || sign == '+' || !_trimsBlocks)
        {
            return begin;
        }

        int line = begin > _at ? _source.LastIndexOf('\n', begin - 1, begin - _at) + 1 : 0;
        int start = line > 0 ? line : _at;
        bool isBlank = (line > 0 || _startsLine) && Whitespace.SkipBack(_source, start, begin) == start;
        return isBlank ? start : begin;
    }

    private void AddData(int start, int end)
    {
        if (end > start)
        {
            _tokens.Add(new(TokenKind.Data, _source[start..end], start));
        }
    }

    /// <summary>Goes behind a tag's end, at which two characters close it.</summary>
    private void EndTag(int end, char sign, bool trimsLine)
    {
        _at = end + 2;
        if (sign == '-')
        {
            _at = Whitespace.Skip(_source, _at);
        }
        else if (trimsLine && _trimsBlocks && sign != '+' && _at < _source.Length && _source[_at] == '\n')
        {
            _at++;
        }

        _startsLine = _source[_at - 1] == '\n';
    }

    private bool TryReadRaw(int begin)
    {
        int at = Whitespace.Skip(_source, _at);
        if (!Matches(at, "raw"))
        {
            return false;
        }

        at = Whitespace.Skip(_source, at + 3);
        char sign = at < _source.Length && _source[at] == '-' ? '-' : ' ';
        at += sign == '-' ? 1 : 0;
        if (!Matches(at, "%}"))
        {
            return false;
        }

        EndTag(at, sign, trimsLine: false);
        for (int end = _at; (end = _source.IndexOf(BlockBegin, end, StringComparison.Ordinal)) >= 0; end += 2)
        {
            int name = end + 2;
            char before = name < _source.Length && _source[name] is '-' or '+' ? _source[name] : ' ';
            int word = Whitespace.Skip(_source, name + (before == ' ' ? 0 : 1));
            int close = Matches(word, "endraw") ? Whitespace.Skip(_source, word + 6) : _source.Length;
            char after = close < _source.Length && _source[close] is '-' or '+' ? _source[close] : ' ';
            close += after == ' ' ? 0 : 1;
            if (Matches(close, "%}"))
            {
                AddData(_at, EndOfData(end, isPrint: false, before));
                EndTag(close, after, trimsLine: true);
                return true;
            }
        }

        throw Fault(begin, "The raw block is not closed: '{% endraw %}' is missing.");
    }

    private bool Matches(int at, string text) => string.CompareOrdinal(_source, at, text, 0, text.Length) == 0;

    private void ReadInside(bool isPrint)
    {
        string close = isPrint ? "}}" : "%}";
        Stack<char> open = new();
        int start = _at;
        while (true)
        {
            _at = Whitespace.Skip(_source, _at);
            if (_at >= _source.Length)
            {
                throw Fault(start, $"The tag is not closed: '{close}' is missing.");
            }

            char sign = _source[_at] is '-' or '+' ? _source[_at] : ' ';
            int end = _at + (sign == '-' || (sign == '+' && !isPrint) ? 1 : 0);
            if (open.Count == 0 && Matches(end, close))
            {
                _tokens.Add(new(isPrint ? TokenKind.PrintEnd : TokenKind.BlockEnd, close, _at));
                EndTag(end, end > _at ? sign : ' ', trimsLine: !isPrint);
                return;
            }

            Token token = TokenReader.Read(_source, ref _at);
            Balance(open, token);
            _tokens.Add(token);
        }
    }

    private void Balance(Stack<char> open, Token token)
    {
        if (token.Kind != TokenKind.Operator)
        {
            return;
        }

        switch (token.Text[0])
        {
            case '(' or '[' or '{':
                open.Push(token.Text[0]);
                break;
            case ')' or ']' or '}':
                char expected = token.Text[0] switch { ')' => '(', ']' => '[', _ => '{' };
                if (!open.TryPop(out char found) || found != expected)
                {
                    throw Fault(token.At, $"'{token.Text}' closes nothing.");
                }

                break;
        }
    }

    private TemplateException Fault(int at, string reason) => TemplateException.At(_source, at, reason);
}
