using System.Text;

namespace EvalHarness.Patterns;

/// <summary>Translates a class of characters, <c>[…]</c>, whose opening bracket was taken.</summary>
internal sealed class PatternClass(PatternReader reader, bool isAscii, bool hasPairs)
{
    private readonly StringBuilder _members = new();
    private readonly List<string> _pairs = [];

    /// <summary>The class as one part of a .NET pattern.</summary>
    public string Translate()
    {
        bool isNegated = reader.TryTake("^");
        bool isFirst = true;
        while (isFirst || reader.Peek != ']')
        {
            isFirst = false;
            AddItem();
        }

        reader.Take();
        return isNegated ? Negated() : Positive();
    }

    private void AddItem()
    {
        int? first = TakeMember();
        if (first is null)
        {
            if (reader.Peek == '-' && !IsLastHyphen())
            {
                throw reader.Fault("a range from a set of characters");
            }

            return;
        }

        if (reader.Peek != '-' || IsLastHyphen())
        {
            Add(first.Value, first.Value);
            return;
        }

        reader.Take();
        int last = TakeMember() ?? throw reader.Fault("a range to a set of characters");
        if (last < first)
        {
            throw reader.Fault("a range that runs backwards");
        }

        Add(first.Value, last);
    }

    private bool IsLastHyphen()
    {
        int start = reader.At;
        bool isLast = reader.TryTake("-]");
        reader.At = start;
        return isLast;
    }

    // A code point; null for a set, which is added at once.
    private int? TakeMember()
    {
        if (!reader.TryTake("\\"))
        {
            return reader.TakeCodePoint();
        }

        char letter = reader.Take();
        if ("dDsSwW".Contains(letter))
        {
            _members.Append(PythonSets.Members(letter, isAscii));
            if (hasPairs && PythonSets.PairMembers(letter, isAscii) is { } pairs)
            {
                _pairs.Add(pairs);
            }

            return null;
        }

        return reader.EscapedCodePoint(letter, inClass: true);
    }

    private void Add(int first, int last)
    {
        if (first <= char.MaxValue)
        {
            _members.Append(PythonSets.Unit(first));
            if (last > first)
            {
                _members.Append('-').Append(PythonSets.Unit(Math.Min(last, char.MaxValue)));
            }
        }

        if (last > char.MaxValue && hasPairs)
        {
            _pairs.Add(PythonSets.PairRange(Math.Max(first, 0x10000), last));
        }
    }

    private string Positive()
    {
        string units = _members.Length > 0 ? $"[{_members}]" : "(?!)";
        return _pairs.Count == 0 ? units : $"(?:{string.Join('|', _pairs)}|{units})";
    }

    private string Negated()
    {
        string units = hasPairs ? $"[^{_members}{PythonSets.Halves}]"
            : _members.Length > 0 ? $"[^{_members}]"
            : @"[\s\S]";
        string but = _pairs.Count > 0 ? $"(?!{string.Join('|', _pairs)})" : "";
        return hasPairs ? $"(?>{but}{PythonSets.Pair}|{units})" : units;
    }
}
