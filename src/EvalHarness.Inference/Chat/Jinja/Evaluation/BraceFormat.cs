using System.Globalization;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>The method <c>format</c>: <c>'{}-{:&gt;4}-{name}'.format(…)</c>.</summary>
internal static class BraceFormat
{
    /// <summary>Fills a format.</summary>
    public static JinjaValue Apply(TextValue format, Arguments arguments, Meter meter)
    {
        TextBuilder output = new(meter);
        string text = format.Value;
        int next = 0;
        int at = 0;
        while (at < text.Length)
        {
            int brace = text.AsSpan(at).IndexOfAny('{', '}');
            int end = brace < 0 ? text.Length : at + brace;
            output.Append(format, at, end - at);
            at = end;
            if (brace < 0)
            {
                break;
            }

            meter.Step();
            if (at + 1 < text.Length && text[at + 1] == text[at])
            {
                output.Append(format, at, 1);
                at += 2;
                continue;
            }

            int close = text.IndexOf('}', at);
            if (text[at] == '}' || close < 0)
            {
                throw meter.Fault($"Single '{text[at]}' encountered in format string");
            }

            output.Append(Field(text[(at + 1)..close], arguments, ref next, meter));
            at = close + 1;
        }

        return output.ToText();
    }

    private static TextValue Field(string field, Arguments arguments, ref int next, Meter meter)
    {
        int colon = field.IndexOf(':');
        string specification = colon < 0 ? "" : field[(colon + 1)..];
        string name = colon < 0 ? field : field[..colon];
        if (specification.Contains('{'))
        {
            throw meter.Fault("A field inside the specification of another is not supported.");
        }

        int mark = name.IndexOf('!');
        string conversion = mark < 0 ? "" : name[(mark + 1)..];
        JinjaValue value = Resolve(mark < 0 ? name : name[..mark], arguments, ref next, meter);
        value = conversion switch
        {
            "" => value,
            "s" => Printer.ToText(value, meter),
            "r" => Printer.ToRepresentation(value, meter),
            _ => throw meter.Fault($"The conversion '!{conversion}' is not supported."),
        };
        if (specification.Length == 0)
        {
            return Printer.ToText(value, meter);
        }

        NumberSpec spec = Parse(specification, isNumber: Numbers.TryDouble(value, out _), meter);
        return spec.Kind == 's' || (spec.Kind == '\0' && !Numbers.TryDouble(value, out _))
            ? spec.Pad(Printer.ToText(value, meter), meter)
            : spec.Write(value, meter);
    }

    private static JinjaValue Resolve(string name, Arguments arguments, ref int next, Meter meter)
    {
        int end = name.AsSpan().IndexOfAny('.', '[');
        string first = end < 0 ? name : name[..end];
        bool isIndex = first.Length is > 0 and < 10 && first.All(char.IsAsciiDigit);
        int place = first.Length == 0 ? next++ : isIndex ? int.Parse(first, CultureInfo.InvariantCulture) : -1;
        JinjaValue? value = place >= 0
            ? (place < arguments.Positional.Count ? arguments.Positional[place] : null)
            : arguments.Named.FirstOrDefault(argument => argument.Key == first).Value;
        if (value is null)
        {
            throw meter.Fault($"The format has no value for '{{{name}}}'.");
        }

        string path = end < 0 ? "" : name[end..];
        while (path.Length > 0)
        {
            int close = path[0] == '[' ? path.IndexOf(']') : -1;
            if (path[0] == '[' && close > 1)
            {
                string index = path[1..close];
                bool isNumber = index.Length < 10 && index.All(char.IsAsciiDigit);
                JinjaValue key = isNumber
                    ? new IntegerValue(int.Parse(index, CultureInfo.InvariantCulture)) : new TextValue(index);
                value = Members.Item(value, key, meter);
                path = path[(close + 1)..];
                continue;
            }

            int stop = path.AsSpan(1).IndexOfAny('.', '[');
            string attribute = stop < 0 ? path[1..] : path[1..(stop + 1)];
            path = stop < 0 ? "" : path[(stop + 1)..];
            value = Members.Attribute(value, attribute, meter);
        }

        return value;
    }

    private static NumberSpec Parse(string text, bool isNumber, Meter meter)
    {
        int at = 0;
        char fill = ' ';
        char align = '\0';
        if (text.Length > 1 && "<>=^".Contains(text[1]))
        {
            (fill, align, at) = (text[0], text[1], 2);
        }
        else if ("<>=^".Contains(text[0]))
        {
            (align, at) = (text[0], 1);
        }

        char sign = at < text.Length && "+- ".Contains(text[at]) ? text[at++] : '-';
        bool isAlternate = at < text.Length && text[at] == '#' && at++ >= 0;
        if (at < text.Length && text[at] == '0')
        {
            (fill, align) = (align == '\0' ? '0' : fill, align == '\0' ? '=' : align);
        }

        int width = NumberSpec.ReadNumber(text, ref at, meter) ?? 0;
        char group = at < text.Length && text[at] is ',' or '_' ? text[at++] : '\0';
        int? precision = null;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            precision = NumberSpec.ReadNumber(text, ref at, meter);
        }

        char kind = at < text.Length ? text[at++] : '\0';
        return at < text.Length || !"\0sdxXobceEfFgG%".Contains(kind)
            ? throw meter.Fault($"The format specification '{text}' is not supported.")
            : new(
                align == '\0' ? (isNumber ? '>' : '<') : align, fill, sign, isAlternate, width, precision, kind, group);
    }
}
