using System.Globalization;
using System.Text;

namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>Reads texts, numbers, lists, tuples, sets and dicts as Python's <c>ast.literal_eval</c> does.</summary>
internal sealed class PythonLiteral
{
    private const int Deepest = 100;

    private readonly string _text;
    private int _at;
    private int _open;

    private PythonLiteral(string text) => _text = text;

    /// <summary>The value of a literal.</summary>
    /// <param name="text">The literal.</param>
    /// <returns>Tuples and sets as lists; see <see cref="PlainValue"/>.</returns>
    /// <exception cref="FormatException">It is no literal; says why.</exception>
    public static object? Parse(string text)
    {
        string lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
        PythonLiteral reader = new(lines.TrimStart(' ', '\t'));
        if (lines.Contains('\0'))
        {
            throw new FormatException("it contains a null character");
        }

        reader.SkipLines();
        object? value = reader.ReadTuple('\0');
        reader.SkipLines();
        return reader._at == reader._text.Length ? value : throw reader.Fault();
    }

    private char Current => _at < _text.Length ? _text[_at] : '\0';

    // Items with commas between them, up to a closing sign: one without a comma stands for itself.
    private object? ReadTuple(char close)
    {
        List<object?> items = [];
        bool hasComma = false;
        while (true)
        {
            Skip();
            if (Current == close)
            {
                break;
            }

            items.Add(ReadSigned());
            Skip();
            if (Current != ',')
            {
                break;
            }

            hasComma = true;
            _at++;
        }

        return items.Count == 1 && !hasComma ? items[0]
            : close == '\0' && items.Count == 0 ? throw Fault() : items;
    }

    private object? ReadSigned()
    {
        if (Current is not ('+' or '-'))
        {
            return ReadValue();
        }

        bool isNegative = Current == '-';
        _at++;
        Skip();
        return ReadValue() switch
        {
            long whole => (object)(isNegative ? -whole : whole),
            double real => isNegative ? -real : real,
            _ => throw Fault(),
        };
    }

    private object? ReadValue()
    {
        char first = Current;
        if (first is '\'' or '"' || IsPrefixed())
        {
            return ReadTexts();
        }

        return first switch
        {
            '[' => Enclosed(ReadItems, ']'),
            '(' => Enclosed(() => ReadTuple(')'), ')'),
            '{' => Enclosed(ReadBraces, '}'),
            _ when char.IsAsciiDigit(first) || first == '.' => PythonNumber.Read(_text, ref _at) ?? throw Fault(),
            _ => ReadWord(),
        };
    }

    private List<object?> ReadItems()
    {
        List<object?> items = [];
        for (Skip(); Current != ']'; Skip())
        {
            items.Add(ReadSigned());
            Skip();
            if (Current != ',')
            {
                break;
            }

            _at++;
        }

        return items;
    }

    private object? ReadBraces()
    {
        Dictionary<string, object?> entries = new(StringComparer.Ordinal);
        List<object?> items = [];
        bool isDict = true;
        for (Skip(); Current != '}'; Skip())
        {
            object? key = ReadSigned();
            Skip();
            isDict = items.Count == 0 && Current == ':';
            if (isDict)
            {
                _at++;
                Skip();
                entries[string.Create(CultureInfo.InvariantCulture, $"{key}")] = ReadSigned();
                Skip();
            }
            else if (entries.Count > 0)
            {
                throw Fault();
            }
            else
            {
                items.Add(key);
            }

            if (Current != ',')
            {
                break;
            }

            _at++;
        }

        return isDict ? entries : items;
    }

    private object? Enclosed(Func<object?> read, char close)
    {
        if (++_open > Deepest)
        {
            throw new FormatException($"it is nested more than {Deepest} levels deep");
        }

        _at++;
        object? value = read();
        Skip();
        if (Current != close)
        {
            throw Fault();
        }

        _at++;
        _open--;
        return value;
    }

    private object? ReadWord()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsLetterOrDigit(_text[_at]) || _text[_at] == '_'))
        {
            _at++;
        }

        switch (_text[start.._at])
        {
            case "True":
                return true;
            case "False":
                return false;
            case "None":
                return null;
            case "set" when _text.AsSpan(_at).StartsWith("()"):
                _at += 2;
                return new List<object?>();
            default:
                _at = start;
                throw Fault();
        }
    }

    private bool IsPrefixed()
    {
        int length = 0;
        while (length < 2 && _at + length < _text.Length && "rRuU".Contains(_text[_at + length]))
        {
            length++;
        }

        return length == 1 && _at + length < _text.Length && _text[_at + length] is '\'' or '"';
    }

    // Texts one after the other are one text.
    private string ReadTexts()
    {
        StringBuilder text = new();
        do
        {
            bool isRaw = Current is 'r' or 'R';
            _at += IsPrefixed() ? 1 : 0;
            PythonText.Read(_text, ref _at, isRaw, text);
            Skip();
        }
        while (Current is '\'' or '"' || IsPrefixed());

        return text.ToString();
    }

    // White space; line ends and comments as well inside of brackets.
    private void Skip()
    {
        if (_open > 0)
        {
            SkipLines();
            return;
        }

        while (Current is ' ' or '\t' or '\f')
        {
            _at++;
        }
    }

    private void SkipLines()
    {
        while (_at < _text.Length)
        {
            if (Current == '#')
            {
                int end = _text.IndexOf('\n', _at);
                _at = end < 0 ? _text.Length : end;
            }
            else if (Current is ' ' or '\t' or '\f' or '\n')
            {
                _at++;
            }
            else
            {
                return;
            }
        }
    }

    private FormatException Fault() => new(
        _at >= _text.Length
            ? "it ends too early"
            : string.Create(CultureInfo.InvariantCulture, $"'{Shown()}' at character {_at + 1} does not belong there"));

    private string Shown() => _text.Substring(_at, Math.Min(12, _text.Length - _at)).ReplaceLineEndings("⏎");
}
