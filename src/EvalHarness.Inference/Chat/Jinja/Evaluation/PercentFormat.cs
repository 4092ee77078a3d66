using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary><c>'%s and %05.2f' % values</c>.</summary>
internal static class PercentFormat
{
    /// <summary>Fills a format with one value, a tuple of values, or a dict for <c>%(name)s</c>.</summary>
    public static TextValue Apply(TextValue format, JinjaValue values, Meter meter)
    {
        TextBuilder output = new(meter);
        string text = format.Value;
        IReadOnlyList<JinjaValue> items = values is ListValue { Kind: ListKind.Tuple } tuple ? tuple.Items : [values];
        int used = 0;
        int at = 0;
        while (at < text.Length)
        {
            int percent = text.IndexOf('%', at);
            int end = percent < 0 ? text.Length : percent;
            output.Append(format, at, end - at);
            at = end;
            if (percent >= 0)
            {
                meter.Step();
                at = Next(text, percent + 1, output, values, items, ref used, meter);
            }
        }

        bool mayRemain = values is DictValue or UndefinedValue or ListValue { Kind: not ListKind.Tuple };
        return used < items.Count && !mayRemain
            ? throw meter.Fault("not all arguments converted during string formatting")
            : output.ToText();
    }

    private static int Next(
        string text, int at, TextBuilder output, JinjaValue values, IReadOnlyList<JinjaValue> items, ref int used,
        Meter meter)
    {
        JinjaValue? value = null;
        if (at < text.Length && text[at] == '(')
        {
            int close = text.IndexOf(')', at);
            string name = close < 0 ? throw meter.Fault("incomplete format key") : text[(at + 1)..close];
            value = (values as DictValue)?.Find(name) ?? throw meter.Fault($"The format has no value for '{name}'.");
            at = close + 1;
        }

        int flags = at;
        while (at < text.Length && "#0- +".Contains(text[at]))
        {
            at++;
        }

        string set = text[flags..at];
        int width = NumberSpec.ReadNumber(text, ref at, meter) ?? 0;
        int? precision = null;
        if (at < text.Length && text[at] == '.')
        {
            at++;
            precision = NumberSpec.ReadNumber(text, ref at, meter) ?? 0;
        }

        char kind = at < text.Length ? text[at] : throw meter.Fault("incomplete format");
        if (kind == '%')
        {
            output.Append("%");
            return at + 1;
        }

        value ??= used < items.Count ? items[used++] : throw meter.Fault("not enough arguments for format string");
        NumberSpec spec = new(
            set.Contains('-') ? '<' : set.Contains('0') && kind is not ('s' or 'r' or 'c') ? '=' : '>',
            set.Contains('0') && !set.Contains('-') && kind is not ('s' or 'r' or 'c') ? '0' : ' ',
            set.Contains('+') ? '+' : set.Contains(' ') ? ' ' : '-',
            set.Contains('#'), width, precision, kind is 'i' or 'u' ? 'd' : kind);
        output.Append(Converted(value, spec, meter));
        return at + 1;
    }

    private static TextValue Converted(JinjaValue value, NumberSpec spec, Meter meter)
    {
        switch (spec.Kind)
        {
            case 's' or 'r':
                return spec.Pad(
                    spec.Kind == 's' ? Printer.ToText(value, meter) : Printer.ToRepresentation(value, meter), meter);
            case 'd' when value is FloatValue real && double.IsFinite(real.Value):
                return spec.Write(Numbers.Checked(new(Math.Truncate(real.Value)), meter), meter);
            case 'd' or 'x' or 'X' or 'o' or 'e' or 'E' or 'f' or 'F' or 'g' or 'G' or 'c':
                return spec.Write(value, meter);
            default:
                throw meter.Fault($"The format '%{spec.Kind}' is not supported.");
        }
    }
}
