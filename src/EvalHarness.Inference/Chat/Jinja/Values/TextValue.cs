namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>A text that remembers which of its parts came from a message.</summary>
/// <param name="value">The text.</param>
/// <param name="fromMessages">The parts that came from messages: in order, apart from one another.</param>
/// <param name="isMarkup">Marked as safe: what is added to it is escaped.</param>
internal sealed class TextValue(string value, TextSpan[] fromMessages, bool isMarkup = false) : JinjaValue
{
    /// <summary>A text of the template's own.</summary>
    public TextValue(string value)
        : this(value, [])
    {
    }

    /// <summary>No characters.</summary>
    public static TextValue Empty { get; } = new("");

    /// <summary>The text.</summary>
    public string Value { get; } = value;

    /// <summary>The parts that came from messages: in order, apart from one another.</summary>
    public TextSpan[] FromMessages { get; } = fromMessages;

    /// <summary>Marked as safe: what is added to it is escaped.</summary>
    public bool IsMarkup { get; } = isMarkup;

    /// <summary>Number of UTF-16 units.</summary>
    public int Length => Value.Length;

    /// <inheritdoc/>
    public override string TypeName => "str";

    /// <inheritdoc/>
    public override bool IsTrue => Value.Length > 0;

    /// <summary>A text that came from a message as a whole.</summary>
    public static TextValue FromMessage(string value) => new(value, value.Length == 0 ? [] : [new(0, value.Length)]);

    /// <summary>A part of the text, in UTF-16 units.</summary>
    public TextValue Part(int start, int length, Meter meter)
    {
        if (length == Value.Length)
        {
            return this;
        }

        if (length <= 0)
        {
            return Empty;
        }

        meter.ReserveText(length);
        return new(Value.Substring(start, length), SpansIn(start, length, shift: -start));
    }

    /// <summary>The same text, all of it from a message where any of it is; for changes that move characters.</summary>
    public TextValue With(string changed, Meter meter)
    {
        meter.ReserveText(changed.Length);
        return FromMessages.Length > 0 ? FromMessage(changed) : new(changed);
    }

    /// <summary>The parts that came from messages within a part, moved.</summary>
    public TextSpan[] SpansIn(int start, int length, int shift)
    {
        if (FromMessages.Length == 0)
        {
            return [];
        }

        int first = Array.BinarySearch(FromMessages, new(start, 1), ByEnd.Instance);
        List<TextSpan> spans = [];
        for (int i = first < 0 ? ~first : first; i < FromMessages.Length && FromMessages[i].Start < start + length; i++)
        {
            int from = Math.Max(FromMessages[i].Start, start);
            int to = Math.Min(FromMessages[i].End, start + length);
            if (to > from)
            {
                spans.Add(new(from + shift, to - from));
            }
        }

        return [.. spans];
    }

    /// <summary>Finds the first part that ends behind an offset.</summary>
    private sealed class ByEnd : IComparer<TextSpan>
    {
        public static ByEnd Instance { get; } = new();

        public int Compare(TextSpan x, TextSpan y) => x.End.CompareTo(y.End);
    }
}
