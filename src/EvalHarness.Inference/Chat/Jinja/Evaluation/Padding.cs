using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Methods that fill a text up to a width, counted in code points.</summary>
internal static class Padding
{
    /// <summary>Fills with a character.</summary>
    /// <param name="text">The text.</param>
    /// <param name="width">The width that is reached at least.</param>
    /// <param name="fill">The character.</param>
    /// <param name="before">
    /// How much goes before the text: 0 nothing, 1 half as <c>center</c> rounds it, 2 all, 3 half rounded down.
    /// </param>
    /// <param name="meter">Counts.</param>
    public static TextValue Fill(TextValue text, int width, char fill, int before, Meter meter)
    {
        long missing = (long)width - Sequences.Length(text, meter);
        if (missing <= 0)
        {
            return text;
        }

        long first = before switch
        {
            0 => 0,
            1 => (missing / 2) + (missing & width & 1),
            2 => missing,
            _ => missing / 2,
        };
        return new TextBuilder(meter).Append(fill, first).Append(text).Append(fill, missing - first).ToText();
    }

    /// <summary><c>ljust</c>, <c>rjust</c>, <c>center</c>.</summary>
    public static TextValue Justify(string name, TextValue text, Arguments arguments, Meter meter, int before)
    {
        JinjaValue?[] bound = arguments.Bind(name, meter, 1, "width", "fillchar");
        string fill = bound[1] is null ? " " : TextMethods.TextOf(bound[1], name, meter).Value;
        return fill.Length == 1
            ? Fill(text, TextMethods.NumberOf(bound[0], 0, name, meter), fill[0], before, meter)
            : throw meter.Fault("The fill character must be exactly one character long");
    }

    /// <summary><c>zfill</c>: zeros behind the sign.</summary>
    public static TextValue Zero(TextValue text, Arguments arguments, Meter meter)
    {
        int width = TextMethods.NumberOf(arguments.Bind("zfill", meter, 1, "width")[0], 0, "zfill", meter);
        int sign = text.Length > 0 && text.Value[0] is '+' or '-' ? 1 : 0;
        long missing = (long)width - Sequences.Length(text, meter);
        return new TextBuilder(meter).Append(text, 0, sign).Append('0', missing)
            .Append(text, sign, text.Length - sign).ToText();
    }

    /// <summary><c>expandtabs</c>.</summary>
    public static TextValue ExpandTabs(TextValue text, Arguments arguments, Meter meter)
    {
        int size = TextMethods.NumberOf(arguments.Bind("expandtabs", meter, 0, "tabsize")[0], 8, "expandtabs", meter);
        TextBuilder output = new(meter);
        long column = 0;
        for (int at = 0; at < text.Length; at++)
        {
            char character = text.Value[at];
            if (character == '\t')
            {
                long spaces = size > 0 ? size - (column % size) : 0;
                output.Append(' ', spaces);
                column += spaces;
                continue;
            }

            output.Append(text, at, 1);
            column = character is '\n' or '\r' ? 0 : column + (char.IsLowSurrogate(character) ? 0 : 1);
        }

        return output.ToText();
    }
}
