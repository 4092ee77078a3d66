using System.Buffers;
using System.Text;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>The methods of texts.</summary>
internal static class TextMethods
{
    private static readonly Dictionary<string, Func<TextValue, Arguments, Meter, JinjaValue>> s_methods = new()
    {
        ["upper"] = (text, _, meter) => TextOperations.Cased(text, TextOperations.Upper, meter),
        ["lower"] = (text, _, meter) => TextOperations.Cased(text, value => value.ToLowerInvariant(), meter),
        ["casefold"] = (text, _, meter) => TextOperations.Cased(
            text, value => value.ToLowerInvariant().Replace("ß", "ss", StringComparison.Ordinal), meter),
        ["title"] = (text, _, meter) => TextOperations.Cased(text, TextOperations.Title, meter),
        ["capitalize"] = (text, _, meter) => TextOperations.Cased(text, TextOperations.Capitalize, meter),
        ["swapcase"] = (text, _, meter) => TextOperations.Cased(
            text, value => string.Concat(value.Select(Swapped)), meter),
        ["strip"] = (text, arguments, meter) => Strip("strip", text, arguments, meter, true, true),
        ["lstrip"] = (text, arguments, meter) => Strip("lstrip", text, arguments, meter, true, false),
        ["rstrip"] = (text, arguments, meter) => Strip("rstrip", text, arguments, meter, false, true),
        ["split"] = (text, arguments, meter) => Split("split", text, arguments, meter, fromEnd: false),
        ["rsplit"] = (text, arguments, meter) => Split("rsplit", text, arguments, meter, fromEnd: true),
        ["splitlines"] = SplitLines,
        ["replace"] = Replace,
        ["startswith"] = (text, arguments, meter) => Matches("startswith", text, arguments, meter, atEnd: false),
        ["endswith"] = (text, arguments, meter) => Matches("endswith", text, arguments, meter, atEnd: true),
        ["find"] = (text, arguments, meter) => Find("find", text, arguments, meter, fromEnd: false),
        ["rfind"] = (text, arguments, meter) => Find("rfind", text, arguments, meter, fromEnd: true),
        ["index"] = (text, arguments, meter) => Found(Find("index", text, arguments, meter, fromEnd: false), meter),
        ["rindex"] = (text, arguments, meter) => Found(Find("rindex", text, arguments, meter, fromEnd: true), meter),
        ["count"] = Count,
        ["join"] = (text, arguments, meter) => SequenceFilters.Join(
            Sequences.Items(arguments.Bind("join", meter, 1, "iterable")[0]!, meter), text, meter, mustBeTexts: true),
        ["partition"] = (text, arguments, meter) => Partition("partition", text, arguments, meter, fromEnd: false),
        ["rpartition"] = (text, arguments, meter) => Partition("rpartition", text, arguments, meter, fromEnd: true),
        ["removeprefix"] = (text, arguments, meter) => Remove("removeprefix", text, arguments, meter, atEnd: false),
        ["removesuffix"] = (text, arguments, meter) => Remove("removesuffix", text, arguments, meter, atEnd: true),
        ["zfill"] = (text, arguments, meter) => Padding.Zero(text, arguments, meter),
        ["ljust"] = (text, arguments, meter) => Padding.Justify("ljust", text, arguments, meter, before: 0),
        ["rjust"] = (text, arguments, meter) => Padding.Justify("rjust", text, arguments, meter, before: 2),
        ["center"] = (text, arguments, meter) => Padding.Justify("center", text, arguments, meter, before: 1),
        ["expandtabs"] = Padding.ExpandTabs,
        ["format"] = BraceFormat.Apply,
        ["isdigit"] = (text, _, meter) => All(text, Rune.IsDigit, meter),
        ["isnumeric"] = (text, _, meter) => All(text, Rune.IsNumber, meter),
        ["isdecimal"] = (text, _, meter) => All(text, Rune.IsDigit, meter),
        ["isalpha"] = (text, _, meter) => All(text, Rune.IsLetter, meter),
        ["isalnum"] = (text, _, meter) => All(text, Rune.IsLetterOrDigit, meter),
        ["isspace"] = (text, _, meter) => All(text, rune => rune.IsBmp && Whitespace.Is((char)rune.Value), meter),
        ["isupper"] = (text, _, meter) => BooleanValue.From(HasCase(text, Rune.IsUpper, Rune.IsLower, meter)),
        ["islower"] = (text, _, meter) => BooleanValue.From(HasCase(text, Rune.IsLower, Rune.IsUpper, meter)),
    };

    private static readonly SearchValues<char> s_lineEnds =
        SearchValues.Create("\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029");

    /// <summary>A method by its name; <c>null</c> where there is none.</summary>
    public static Func<TextValue, Arguments, Meter, JinjaValue>? Find(string name) => s_methods.GetValueOrDefault(name);

    /// <summary>Whether some letters have one case and none the other.</summary>
    public static bool HasCase(TextValue text, Func<Rune, bool> wanted, Func<Rune, bool> other, Meter meter)
    {
        meter.Step(text.Length / 16);
        return Runes(text).Any(wanted) && !Runes(text).Any(other);
    }

    /// <summary>An argument that must be a text.</summary>
    public static TextValue TextOf(JinjaValue? value, string function, Meter meter) => value as TextValue
        ?? throw meter.Fault(
            value is UndefinedValue missing ? missing.Reason
            : $"'{function}' needs a string; found {value?.TypeName ?? "nothing"}.");

    /// <summary>An argument that must be an integer.</summary>
    public static int NumberOf(JinjaValue? value, int fallback, string function, Meter meter) =>
        value is null or NoneValue ? fallback
        : Numbers.TryIndex(value, out int number) ? number
        : throw meter.Fault($"'{function}' needs an integer; found {value.TypeName}.");

    private static char Swapped(char letter) =>
        char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter);

    private static TextValue Strip(
        string name, TextValue text, Arguments arguments, Meter meter, bool atStart, bool atEnd)
    {
        JinjaValue? characters = arguments.Bind(name, meter, 0, "chars")[0];
        return TextOperations.Strip(
            text, characters is null or NoneValue ? null : TextOf(characters, name, meter), atStart, atEnd, meter);
    }

    private static ListValue Split(string name, TextValue text, Arguments arguments, Meter meter, bool fromEnd)
    {
        JinjaValue?[] bound = arguments.Bind(name, meter, 0, "sep", "maxsplit");
        TextValue? separator = bound[0] is null or NoneValue ? null : TextOf(bound[0], name, meter);
        return separator?.Length == 0
            ? throw meter.Fault("empty separator")
            : TextOperations.Split(text, separator, NumberOf(bound[1], -1, name, meter), fromEnd, meter);
    }

    private static ListValue SplitLines(TextValue text, Arguments arguments, Meter meter)
    {
        bool keeps = arguments.Bind("splitlines", meter, 0, "keepends")[0]?.IsTrue == true;
        List<JinjaValue> lines = [];
        meter.StepSearch(text.Length, 1);
        for (int at = 0; at < text.Length;)
        {
            int end = text.Value.AsSpan(at).IndexOfAny(s_lineEnds);
            end = end < 0 ? text.Length : at + end;
            int next = end + (end < text.Length ? 1 : 0);
            next += next < text.Length && text.Value[end] == '\r' && text.Value[next] == '\n' ? 1 : 0;
            meter.Step();
            meter.Reserve(8);
            lines.Add(text.Part(at, (keeps ? next : end) - at, meter));
            at = next;
        }

        meter.ReserveList(lines.Count);
        return new(lines);
    }

    private static TextValue Replace(TextValue text, Arguments arguments, Meter meter)
    {
        JinjaValue?[] bound = arguments.Bind("replace", meter, 2, "old", "new", "count");
        return TextOperations.Replace(
            text, TextOf(bound[0], "replace", meter), TextOf(bound[1], "replace", meter),
            NumberOf(bound[2], -1, "replace", meter), meter);
    }

    private static TextValue Within(TextValue text, JinjaValue? start, JinjaValue? end, Meter meter) =>
        start is null && end is null ? text : (TextValue)Slices.Of(text, start, end, null, meter);

    private static BooleanValue Matches(string name, TextValue text, Arguments arguments, Meter meter, bool atEnd)
    {
        JinjaValue?[] bound = arguments.Bind(name, meter, 1, "prefix", "start", "end");
        TextValue part = Within(text, bound[1], bound[2], meter);
        IReadOnlyList<JinjaValue> choices =
            bound[0] is ListValue { Kind: ListKind.Tuple } tuple ? tuple.Items : [bound[0]!];
        return BooleanValue.From(choices.Any(choice =>
        {
            string sought = TextOf(choice, name, meter).Value;
            meter.Step(1 + (sought.Length / 64));
            return atEnd
                ? part.Value.EndsWith(sought, StringComparison.Ordinal)
                : part.Value.StartsWith(sought, StringComparison.Ordinal);
        }));
    }

    private static IntegerValue Find(string name, TextValue text, Arguments arguments, Meter meter, bool fromEnd)
    {
        JinjaValue?[] bound = arguments.Bind(name, meter, 1, "sub", "start", "end");
        string sought = TextOf(bound[0], name, meter).Value;
        TextValue part = Within(text, bound[1], bound[2], meter);
        meter.StepSearch(part.Length, sought.Length);
        int found = fromEnd
            ? part.Value.AsSpan().LastIndexOf(sought)
            : part.Value.AsSpan().IndexOf(sought);
        int length = Sequences.Length(text, meter);
        int start = NumberOf(bound[1], 0, name, meter);
        start = start < 0 ? Math.Max(start + length, 0) : start;
        return new(found < 0 ? -1 : found - CodePoints.Pairs(part.Value, 0, found) + start);
    }

    private static IntegerValue Found(IntegerValue place, Meter meter) =>
        place.Value.Sign < 0 ? throw meter.Fault("substring not found") : place;

    private static IntegerValue Count(TextValue text, Arguments arguments, Meter meter)
    {
        JinjaValue?[] bound = arguments.Bind("count", meter, 1, "sub", "start", "end");
        string sought = TextOf(bound[0], "count", meter).Value;
        TextValue part = Within(text, bound[1], bound[2], meter);
        meter.StepSearch(part.Length, sought.Length);
        return new(sought.Length == 0 ? Sequences.Length(part, meter) + 1 : part.Value.AsSpan().Count(sought));
    }

    private static ListValue Partition(string name, TextValue text, Arguments arguments, Meter meter, bool fromEnd)
    {
        TextValue separator = TextOf(arguments.Bind(name, meter, 1, "sep")[0], name, meter);
        meter.StepSearch(text.Length, separator.Length);
        int found = separator.Length == 0 ? throw meter.Fault("empty separator")
            : fromEnd ? text.Value.AsSpan().LastIndexOf(separator.Value)
            : text.Value.AsSpan().IndexOf(separator.Value);
        int end = found + separator.Length;
        JinjaValue[] parts = found < 0
            ? (fromEnd ? [TextValue.Empty, TextValue.Empty, text] : [text, TextValue.Empty, TextValue.Empty])
            : [text.Part(0, found, meter), separator, text.Part(end, text.Length - end, meter)];
        return new(parts, ListKind.Tuple);
    }

    private static TextValue Remove(string name, TextValue text, Arguments arguments, Meter meter, bool atEnd)
    {
        string part = TextOf(arguments.Bind(name, meter, 1, "affix")[0], name, meter).Value;
        meter.Step(1 + (part.Length / 64));
        bool has = atEnd
            ? text.Value.EndsWith(part, StringComparison.Ordinal)
            : text.Value.StartsWith(part, StringComparison.Ordinal);
        return !has ? text : text.Part(atEnd ? 0 : part.Length, text.Length - part.Length, meter);
    }

    private static BooleanValue All(TextValue text, Func<Rune, bool> has, Meter meter)
    {
        meter.Step(text.Length / 16);
        return BooleanValue.From(text.Length > 0 && Runes(text).All(has));
    }

    private static IEnumerable<Rune> Runes(TextValue text)
    {
        foreach (Rune rune in text.Value.EnumerateRunes())
        {
            yield return rune;
        }
    }
}
