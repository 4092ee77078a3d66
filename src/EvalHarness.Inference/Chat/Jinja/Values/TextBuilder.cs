using System.Runtime.InteropServices;
using System.Text;

namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>Joins texts and keeps which parts came from messages; every piece is counted before it is added.</summary>
internal sealed class TextBuilder(Meter meter)
{
    private readonly StringBuilder _text = new();
    private readonly List<TextSpan> _spans = [];

    /// <summary>Number of UTF-16 units so far.</summary>
    public int Length => _text.Length;

    /// <summary>Adds a text.</summary>
    public TextBuilder Append(TextValue text) => Append(text, 0, text.Length);

    /// <summary>Adds a part of a text.</summary>
    public TextBuilder Append(TextValue text, int start, int length)
    {
        Count(length);
        foreach (TextSpan span in text.SpansIn(start, length, _text.Length - start))
        {
            Mark(span.Start, span.Length);
        }

        _text.Append(text.Value, start, length);
        return this;
    }

    /// <summary>Adds characters.</summary>
    /// <param name="text">The characters.</param>
    /// <param name="isFromMessage">They came from a message.</param>
    public TextBuilder Append(ReadOnlySpan<char> text, bool isFromMessage = false)
    {
        Count(text.Length);
        if (isFromMessage)
        {
            Mark(_text.Length, text.Length);
        }

        _text.Append(text);
        return this;
    }

    /// <summary>Adds one character several times.</summary>
    public TextBuilder Append(char character, long count)
    {
        if (count > 0)
        {
            Count(count);
            _text.Append(character, (int)count);
        }

        return this;
    }

    /// <summary>The text.</summary>
    public TextValue ToText() => new(_text.ToString(), [.. _spans]);

    private void Count(long length)
    {
        if (_text.Length + length > meter.Limits.TextLength)
        {
            throw meter.Fault(
                $"The template makes a text of more than {meter.Limits.TextLength} characters, the limit.");
        }

        meter.Step(length / 256);
        meter.Reserve(4 * length);
    }

    private void Mark(int start, int length)
    {
        if (length == 0)
        {
            return;
        }

        Span<TextSpan> spans = CollectionsMarshal.AsSpan(_spans);
        if (spans.Length > 0 && spans[^1].End == start)
        {
            spans[^1] = new(spans[^1].Start, spans[^1].Length + length);
            return;
        }

        meter.Reserve(8);
        _spans.Add(new(start, length));
    }
}
