using System.Globalization;
using System.Text;

namespace EvalHarness.Patterns;

/// <summary>
/// Writes a pattern of Python's <c>re</c> as one of .NET that matches the same texts. Groups keep their numbers: .NET
/// would count named ones last.
/// </summary>
/// <param name="pattern">Python's pattern.</param>
/// <param name="hasPairs">The texts hold characters beyond the Basic Multilingual Plane, each of which counts as one.
/// </param>
internal sealed class PatternTranslator(string pattern, bool hasPairs)
{
    private const int DeepestGroup = 200;

    private readonly PatternReader _reader = new(pattern);
    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, int> _names = new(StringComparer.Ordinal);
    private readonly HashSet<int> _open = [];
    private int _depth;

    /// <summary>The flags at the start of the pattern.</summary>
    public PatternFlags Flags { get; private set; }

    /// <summary>Number of groups.</summary>
    public int Groups { get; private set; }

    /// <summary>Number of each named group.</summary>
    public IReadOnlyDictionary<string, int> Names => _names;

    /// <summary>The pattern for .NET, to be matched with the options of <see cref="Flags"/>.</summary>
    /// <exception cref="PatternFault">Python refuses the pattern.</exception>
    public string Translate(PatternFlags flags)
    {
        Flags = flags.TakeGlobal(_reader);
        TranslateAlternatives(Flags);
        return _reader.IsEnd ? _output.ToString() : throw _reader.Fault("an unbalanced parenthesis");
    }

    private void TranslateAlternatives(PatternFlags flags)
    {
        int atom = -1;
        while (true)
        {
            if (flags.IsVerbose)
            {
                _reader.SkipVerbose();
            }

            if (_reader.IsEnd || _reader.Peek == ')')
            {
                return;
            }

            if (_reader.TryTake("(?#"))
            {
                _reader.TakeUntil(')', "comment");
            }
            else if (_reader.TryTake("|"))
            {
                _output.Append('|');
                atom = -1;
            }
            else if (_reader.TakeRepeat() is { } repeat)
            {
                atom = atom >= 0 ? Repeat(atom, repeat) : throw _reader.Fault("nothing to repeat");
            }
            else
            {
                int start = _output.Length;
                atom = TranslateAtom(flags) ? start : -1;
            }
        }
    }

    private int Repeat(int atom, string repeat)
    {
        _output.Append(repeat);
        if (_reader.TryTake("?"))
        {
            _output.Append('?');
        }
        else if (_reader.TryTake("+"))
        {
            _output.Insert(atom, "(?>").Append(')');
        }

        return _reader.Peek is '*' or '+' or '?' ? throw _reader.Fault("a repeat of a repeat") : -1;
    }

    // Whether what was written can be repeated.
    private bool TranslateAtom(PatternFlags flags)
    {
        switch (_reader.Peek)
        {
            case '(':
                return TranslateGroup(flags);
            case '[':
                _reader.Take();
                _output.Append(new PatternClass(_reader, flags.IsAscii, hasPairs).Translate());
                return true;
            case '^' or '$':
                _output.Append(_reader.Take());
                return false;
            case '.':
                _reader.Take();
                _output.Append(!hasPairs ? "."
                    : $"(?>{PythonSets.Pair}|[^{(flags.IsDotAll ? "" : "\\n")}{PythonSets.Halves}])");
                return true;
            case '\\':
                _reader.Take();
                return TranslateEscape(flags);
            default:
                Literal(_reader.TakeCodePoint());
                return true;
        }
    }

    private bool TranslateEscape(PatternFlags flags)
    {
        char letter = _reader.Take();
        if (letter is 'A' or 'Z')
        {
            _output.Append(letter == 'A' ? @"\A" : @"\z");
            return false;
        }

        if (letter is 'b' or 'B')
        {
            string word = Set('w', flags.IsAscii);
            _output.Append(letter == 'b'
                ? $"(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"
                : $@"(?:(?<={word})(?={word})|(?<!{word})(?!{word})(?!\A\z))");
            return false;
        }

        if ("dDsSwW".Contains(letter))
        {
            _output.Append(Set(letter, flags.IsAscii));
        }
        else if (_reader.EscapedCodePoint(letter, inClass: false) is { } code)
        {
            Literal(code);
        }
        else
        {
            int number = letter - '0';
            Refer(char.IsAsciiDigit(_reader.Peek) ? (number * 10) + (_reader.Take() - '0') : number);
        }

        return true;
    }

    private string Set(char letter, bool isAscii)
    {
        string units = $"[{PythonSets.Members(letter, isAscii)}]";
        return hasPairs && PythonSets.PairMembers(letter, isAscii) is { } pairs
            ? $"(?>{pairs}|(?![{PythonSets.Halves}]){units})"
            : units;
    }

    private void Literal(int code)
    {
        if (code <= char.MaxValue)
        {
            _output.Append(PythonSets.Unit(code));
        }
        else
        {
            _output.Append("(?:").Append(PythonSets.PairRange(code, code)).Append(')');
        }
    }

    private void Refer(int group)
    {
        if (group > Groups || _open.Contains(group))
        {
            throw _reader.Fault(
                FormattableString.Invariant($"a reference to group {group}, which is not closed before it,"));
        }

        _output.Append(CultureInfo.InvariantCulture, $@"\k<{group}>");
    }

    private bool TranslateGroup(PatternFlags flags)
    {
        _reader.Take();
        if (++_depth > DeepestGroup)
        {
            throw _reader.Fault("groups nested too deeply");
        }

        bool canRepeat = _reader.TryTake("?") ? TranslateExtension(flags) : Capture(flags, name: null);
        _depth--;
        return canRepeat;
    }

    private bool Capture(PatternFlags flags, string? name)
    {
        int number = ++Groups;
        if (name is not null && !_names.TryAdd(name, number))
        {
            throw _reader.Fault($"a second group \"{name}\"");
        }

        _open.Add(number);
        Enclose(string.Create(CultureInfo.InvariantCulture, $"(?<{number}>"), flags);
        _open.Remove(number);
        return true;
    }

    private bool TranslateExtension(PatternFlags flags)
    {
        if (_reader.TryTake("P<"))
        {
            return Capture(flags, Name(_reader.TakeUntil('>', "name of a group")));
        }

        if (_reader.TryTake("P="))
        {
            Refer(NumberOf(_reader.TakeUntil(')', "name of a group")));
            return true;
        }

        foreach (string opening in new[] { "<=", "<!", "=", "!", ":", ">" })
        {
            if (_reader.TryTake(opening))
            {
                Enclose($"(?{opening}", flags);
                return true;
            }
        }

        if (_reader.TryTake("("))
        {
            Enclose(
                string.Create(CultureInfo.InvariantCulture, $"(?({NumberOf(_reader.TakeUntil(')', "condition"))})"),
                flags);
            return true;
        }

        PatternFlags changed = flags.TakeScoped(_reader);
        Enclose(changed.GroupStart, changed);
        return true;
    }

    private void Enclose(string opening, PatternFlags flags)
    {
        _output.Append(opening);
        TranslateAlternatives(flags);
        if (!_reader.TryTake(")"))
        {
            throw _reader.Fault("a missing )");
        }

        _output.Append(')');
    }

    private string Name(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0])
        && name.All(letter => char.IsLetterOrDigit(letter) || letter == '_')
            ? name
            : throw _reader.Fault($"the name \"{name}\" of a group");

    private int NumberOf(string name) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= Groups ? number
        : _names.TryGetValue(name, out int known) ? known
        : throw _reader.Fault($"an unknown group \"{name}\"");
}
