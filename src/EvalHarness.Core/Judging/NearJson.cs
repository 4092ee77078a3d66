using System.Globalization;
using System.Text;

namespace EvalHarness.Judging;

/// <summary>
/// Reads one JSON object as local models write it, and gives it back as strict JSON: raw line breaks and tabs in texts,
/// a comma after the last entry, needless escapes (<c>\'</c>, <c>\_</c>), <c>//</c> and <c>/* */</c> comments, and
/// Python's <c>True</c>, <c>False</c> and <c>None</c>. Numbers and texts stay what they are, so that no grade changes;
/// anything else that is wrong is no object.
/// </summary>
internal ref struct NearJson
{
    // As deep as the strict reader goes.
    private const int Deepest = 64;

    private static readonly (string Written, string Strict)[] s_literals =
    [
        ("true", "true"), ("false", "false"), ("null", "null"),
        ("True", "true"), ("False", "false"), ("None", "null"),
    ];

    private readonly ReadOnlySpan<char> _text;
    private readonly StringBuilder _strict = new();
    private int _at;

    private NearJson(ReadOnlySpan<char> text) => _text = text;

    /// <summary>Reads the object that a text begins with.</summary>
    /// <param name="text">Begins with an opening brace; may go on after the object.</param>
    /// <param name="length">Characters of the object; 0 without one.</param>
    /// <returns>The object as strict JSON; <c>null</c> without one.</returns>
    public static string? Read(ReadOnlySpan<char> text, out int length)
    {
        NearJson reader = new(text);
        bool isRead = reader.Value(0) && text[0] == '{';
        length = isRead ? reader._at : 0;
        return isRead ? reader._strict.ToString() : null;
    }

    private readonly char Next => _at < _text.Length ? _text[_at] : '\0';

    private bool Value(int depth) => depth <= Deepest && Next switch
    {
        '{' => List('}', depth, isObject: true),
        '[' => List(']', depth, isObject: false),
        '"' => Text(),
        '-' or (>= '0' and <= '9') => Number(),
        _ => Literal(),
    };

    private bool List(char end, int depth, bool isObject)
    {
        _strict.Append(_text[_at++]);
        bool isFirst = true;
        while (true)
        {
            if (!SkipSpace())
            {
                return false;
            }

            if (Next == end)
            {
                _at++;
                _strict.Append(end);
                return true;
            }

            if (!isFirst)
            {
                _strict.Append(',');
            }

            if (!(isObject ? Member(depth) : Value(depth + 1)) || !SkipSpace())
            {
                return false;
            }

            isFirst = false;
            if (Next == ',')
            {
                _at++;
            }
            else if (Next != end)
            {
                return false;
            }
        }
    }

    private bool Member(int depth)
    {
        if (Next != '"' || !Text() || !SkipSpace() || Next != ':')
        {
            return false;
        }

        _at++;
        _strict.Append(':');
        return SkipSpace() && Value(depth + 1);
    }

    private bool Text()
    {
        _strict.Append('"');
        for (_at++; _at < _text.Length; _at++)
        {
            char character = _text[_at];
            if (character == '"')
            {
                _at++;
                _strict.Append('"');
                return true;
            }

            if (character == '\\')
            {
                _at++;
                Escape();
            }
            else if (character < ' ')
            {
                _strict.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
            }
            else
            {
                _strict.Append(character);
            }
        }

        return false;
    }

    // A needless escape stands for its sign. Before a letter or digit that JSON does not escape the backslash is meant.
    private readonly void Escape()
    {
        char escaped = Next;
        if (escaped is '"' or '\\' or '/' or 'b' or 'f' or 'n' or 'r' or 't' || (escaped == 'u' && IsHexadecimal()))
        {
            _strict.Append('\\').Append(escaped);
        }
        else if (escaped < ' ')
        {
            _strict.Append(CultureInfo.InvariantCulture, $"\\u{(int)escaped:x4}");
        }
        else
        {
            _strict.Append(char.IsLetterOrDigit(escaped) ? "\\\\" : "").Append(escaped);
        }
    }

    private readonly bool IsHexadecimal() => _at + 5 <= _text.Length
        && char.IsAsciiHexDigit(_text[_at + 1]) && char.IsAsciiHexDigit(_text[_at + 2])
        && char.IsAsciiHexDigit(_text[_at + 3]) && char.IsAsciiHexDigit(_text[_at + 4]);

    private bool Number()
    {
        int start = _at;
        if (Next == '-')
        {
            _at++;
        }

        bool isZero = Next == '0';
        if (Digits() is not { } whole || (isZero && whole > 1))
        {
            return false;
        }

        if (Next == '.')
        {
            _at++;
            if (Digits() is null)
            {
                return false;
            }
        }

        if (Next is 'e' or 'E')
        {
            _at++;
            _at += Next is '+' or '-' ? 1 : 0;
            if (Digits() is null)
            {
                return false;
            }
        }

        _strict.Append(_text[start.._at]);
        return IsAtEnd();
    }

    private int? Digits()
    {
        int start = _at;
        while (char.IsAsciiDigit(Next))
        {
            _at++;
        }

        return _at > start ? _at - start : null;
    }

    private bool Literal()
    {
        foreach ((string written, string strict) in s_literals)
        {
            if (_text[_at..].StartsWith(written, StringComparison.Ordinal))
            {
                _at += written.Length;
                _strict.Append(strict);
                return IsAtEnd();
            }
        }

        return false;
    }

    // What follows a number or a literal must not go on with it.
    private readonly bool IsAtEnd() => Next is ',' or '}' or ']' or ' ' or '\t' or '\n' or '\r'
        || (Next == '/' && _at + 1 < _text.Length && _text[_at + 1] is '/' or '*');

    // White space and comments; false for a comment that does not end, and for a stroke that begins none.
    private bool SkipSpace()
    {
        while (_at < _text.Length)
        {
            ReadOnlySpan<char> rest = _text[_at..];
            if (Next is ' ' or '\t' or '\n' or '\r')
            {
                _at++;
            }
            else if (Next != '/')
            {
                return true;
            }
            else
            {
                int end = rest.StartsWith("//", StringComparison.Ordinal) ? rest.IndexOf('\n')
                    : rest.StartsWith("/*", StringComparison.Ordinal)
                        ? rest[2..].IndexOf("*/", StringComparison.Ordinal)
                    : -1;
                if (end < 0)
                {
                    return false;
                }

                _at += end + (rest[1] == '*' ? 4 : 1);
            }
        }

        return false;
    }
}
