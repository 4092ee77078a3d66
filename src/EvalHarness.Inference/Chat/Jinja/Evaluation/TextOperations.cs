using System.Globalization;
using System.Text;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>What methods and filters of texts share; every piece keeps whether it came from a message.</summary>
internal static class TextOperations
{
    /// <summary>Takes characters off the ends.</summary>
    /// <param name="text">The text.</param>
    /// <param name="characters">Which; white space where it is <c>null</c> or none.</param>
    /// <param name="atStart">At the start.</param>
    /// <param name="atEnd">At the end.</param>
    /// <param name="meter">Counts.</param>
    public static TextValue Strip(TextValue text, JinjaValue? characters, bool atStart, bool atEnd, Meter meter)
    {
        HashSet<Rune>? set = characters is TextValue given ? [.. given.Value.EnumerateRunes()] : null;
        meter.Step(1 + (text.Length / 256) + ((characters as TextValue)?.Length ?? 0));
        int start = 0;
        int end = text.Length;
        while (atStart && start < end && Length(text.Value, start) is var size && Is(start, size))
        {
            start += size;
        }

        while (atEnd && end > start && LengthBefore(text.Value, end) is var size && Is(end - size, size))
        {
            end -= size;
        }

        return text.Part(start, end - start, meter);

        bool Is(int at, int size) => set is null
            ? Whitespace.Is(text.Value[at])
            : Rune.TryGetRuneAt(text.Value, at, out Rune rune) && set.Contains(rune);
    }

    /// <summary>Replaces a part by another one.</summary>
    /// <param name="text">The text.</param>
    /// <param name="old">The part; between all characters where it is empty.</param>
    /// <param name="replacement">What takes its place.</param>
    /// <param name="count">At most so often; negative: everywhere.</param>
    /// <param name="meter">Counts.</param>
    public static TextValue Replace(TextValue text, TextValue old, TextValue replacement, int count, Meter meter)
    {
        meter.StepSearch(text.Length, old.Length);
        TextBuilder output = new(meter);
        int at = 0;
        for (int done = 0; done != count; done++)
        {
            meter.Step();
            int found = old.Length > 0
                ? text.Value.IndexOf(old.Value, at, StringComparison.Ordinal)
                : done == 0 ? 0 : at < text.Length ? at + Length(text.Value, at) : -1;
            if (found < 0)
            {
                break;
            }

            output.Append(text, at, found - at).Append(replacement);
            at = found + old.Length;
        }

        return at == 0 && output.Length == 0 ? text : output.Append(text, at, text.Length - at).ToText();
    }

    /// <summary>The parts between separators.</summary>
    public static ListValue Split(TextValue text, TextValue? separator, int count, bool fromEnd, Meter meter)
    {
        meter.StepSearch(text.Length, separator?.Length ?? 1);
        List<(int Start, int End)> parts = separator is null
            ? SplitAtSpace(text.Value, count, fromEnd, meter)
            : fromEnd ? SplitFromEnd(text.Value, separator.Value, count, meter)
            : SplitFromStart(text.Value, separator.Value, count, meter);
        meter.ReserveList(parts.Count);
        return new([.. parts.Select(part => text.Part(part.Start, part.End - part.Start, meter))]);
    }

    /// <summary>Upper, lower or another case; a change of length makes the text one piece.</summary>
    public static TextValue Cased(TextValue text, Func<string, string> change, Meter meter)
    {
        meter.ReserveText(text.Length);
        string changed = change(text.Value);
        return changed.Length == text.Length ? new(changed, text.FromMessages) : text.With(changed, meter);
    }

    /// <summary>Capital letters.</summary>
    public static string Upper(string text) =>
        text.ToUpperInvariant().Replace("ß", "SS", StringComparison.Ordinal);

    /// <summary>A capital letter and small ones behind it.</summary>
    public static string Capitalize(string text)
    {
        int first = text.Length > 0 ? Length(text, 0) : 0;
        return Titled(text[..first]) + text[first..].ToLowerInvariant();
    }

    /// <summary>A capital letter at the start of every word of letters.</summary>
    public static string Title(string text)
    {
        StringBuilder title = new(text.Length);
        bool isInside = false;
        for (int at = 0; at < text.Length;)
        {
            int length = Length(text, at);
            string character = text.Substring(at, length);
            title.Append(isInside ? character.ToLowerInvariant() : Titled(character));
            isInside = Rune.TryGetRuneAt(text, at, out Rune rune)
                && Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter
                    or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter;
            at += length;
        }

        return title.ToString();
    }

    // Of a letter that becomes two, only the first is a capital one.
    private static string Titled(string character)
    {
        string upper = Upper(character);
        return upper.Length > 1 && character.Length == 1 ? upper[..1] + upper[1..].ToLowerInvariant() : upper;
    }

    /// <summary>How many units the character at an offset takes.</summary>
    public static int Length(string text, int at) =>
        at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;

    private static int LengthBefore(string text, int end) =>
        end > 1 && char.IsSurrogatePair(text[end - 2], text[end - 1]) ? 2 : 1;

    private static List<(int Start, int End)> SplitFromStart(string text, string separator, int count, Meter meter)
    {
        List<(int, int)> parts = [];
        int at = 0;
        for (int found; parts.Count != count
            && (found = text.IndexOf(separator, at, StringComparison.Ordinal)) >= 0; at = found + separator.Length)
        {
            Add(parts, at, found, meter);
        }

        parts.Add((at, text.Length));
        return parts;
    }

    private static List<(int Start, int End)> SplitFromEnd(string text, string separator, int count, Meter meter)
    {
        List<(int, int)> parts = [];
        int end = text.Length;
        for (int found; parts.Count != count
            && (found = text.AsSpan(0, end).LastIndexOf(separator)) >= 0; end = found)
        {
            Add(parts, found + separator.Length, end, meter);
        }

        parts.Add((0, end));
        parts.Reverse();
        return parts;
    }

    private static List<(int Start, int End)> SplitAtSpace(string text, int count, bool fromEnd, Meter meter)
    {
        List<(int Start, int End)> parts = [];
        for (int at = Whitespace.Skip(text, 0); at < text.Length;)
        {
            int end = at;
            while (end < text.Length && !Whitespace.Is(text[end]))
            {
                end++;
            }

            Add(parts, at, end, meter);
            at = Whitespace.Skip(text, end);
        }

        if (count >= 0 && parts.Count > count + 1)
        {
            // What is not cut keeps its outer white space.
            (int start, int stop) = fromEnd
                ? (parts[0].Start, parts[parts.Count - count - 1].End)
                : (parts[count].Start, text.Length);
            start = fromEnd ? 0 : start;
            int keptFrom = fromEnd ? parts.Count - count : 0;
            List<(int, int)> kept = [.. parts.GetRange(keptFrom, count)];
            kept.Insert(fromEnd ? 0 : count, (start, stop));
            return kept;
        }

        return parts;
    }

    private static void Add(List<(int Start, int End)> parts, int start, int end, Meter meter)
    {
        meter.Step();
        if (parts.Count >= meter.Limits.ListLength)
        {
            throw meter.Fault($"The template makes a list of more than {meter.Limits.ListLength} items, the limit.");
        }

        parts.Add((start, end));
    }
}
