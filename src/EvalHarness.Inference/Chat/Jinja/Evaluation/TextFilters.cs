using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Filters that take or give texts; other values are printed first.</summary>
internal static class TextFilters
{
    /// <summary>The filters, by name.</summary>
    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>
    {
        ["string"] = (evaluator, value, _) => Printer.ToText(value, evaluator.Meter),
        ["tojson"] = (evaluator, value, arguments) => JsonText.Write(value, arguments, evaluator.Meter),
        ["upper"] = (evaluator, value, _) => Cased(value, TextOperations.Upper, evaluator.Meter),
        ["lower"] = (evaluator, value, _) => Cased(value, text => text.ToLowerInvariant(), evaluator.Meter),
        ["capitalize"] = (evaluator, value, _) => Cased(value, TextOperations.Capitalize, evaluator.Meter),
        ["title"] = (evaluator, value, _) => Cased(value, Title, evaluator.Meter),
        ["trim"] = Trim,
        ["replace"] = Replace,
        ["indent"] = Indent,
        ["center"] = Center,
        ["format"] = (evaluator, value, arguments) => PercentFormat.Apply(
            Printer.ToText(value, evaluator.Meter),
            new ListValue(arguments.Positional, ListKind.Tuple), evaluator.Meter),
        ["safe"] = (evaluator, value, _) => Safe(Printer.ToText(value, evaluator.Meter)),
        ["e"] = Escape,
        ["escape"] = Escape,
        ["wordcount"] = (evaluator, value, _) => new IntegerValue(TextOperations.Split(
            Printer.ToText(value, evaluator.Meter), null, -1, fromEnd: false, evaluator.Meter).Items.Count),
    };

    private static TextValue Cased(JinjaValue value, Func<string, string> change, Meter meter) =>
        TextOperations.Cased(Printer.ToText(value, meter), change, meter);

    private static TextValue Center(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        JinjaValue? width = arguments.Bind("center", evaluator.Meter, 0, "width")[0];
        return Padding.Fill(
            Printer.ToText(value, evaluator.Meter),
            TextMethods.NumberOf(width, 80, "center", evaluator.Meter), ' ', before: 1, evaluator.Meter);
    }

    private static TextValue Safe(TextValue text) => new(text.Value, text.FromMessages, isMarkup: true);

    private static TextValue Escape(Evaluator evaluator, JinjaValue value, Arguments arguments) =>
        Safe(Operators.Escaped(Printer.ToText(value, evaluator.Meter), evaluator.Meter));

    /// <summary>A capital letter behind white space, hyphens and opening brackets, unlike the method.</summary>
    private static string Title(string text)
    {
        List<string> words = [];
        int start = 0;
        for (int i = 0; i <= text.Length; i++)
        {
            bool isBoundary = i < text.Length && (Whitespace.Is(text[i]) || "-({[<".Contains(text[i]));
            if (i == text.Length || isBoundary)
            {
                words.Add(TextOperations.Capitalize(text[start..i]));
                words.Add(isBoundary ? text[i].ToString() : "");
                start = i + 1;
            }
        }

        return string.Concat(words);
    }

    private static TextValue Trim(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        JinjaValue? characters = arguments.Bind("trim", evaluator.Meter, 0, "chars")[0];
        return TextOperations.Strip(
            Printer.ToText(value, evaluator.Meter),
            characters is null or NoneValue ? null : TextMethods.TextOf(characters, "trim", evaluator.Meter),
            atStart: true, atEnd: true, evaluator.Meter);
    }

    private static TextValue Replace(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("replace", meter, 2, "old", "new", "count");
        return TextOperations.Replace(
            Printer.ToText(value, meter), Printer.ToText(bound[0]!, meter), Printer.ToText(bound[1]!, meter),
            TextMethods.NumberOf(bound[2], -1, "replace", meter), meter);
    }

    private static TextValue Indent(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("indent", meter, 0, "width", "first", "blank");
        TextValue indent = bound[0] as TextValue ?? new TextBuilder(meter)
            .Append(' ', TextMethods.NumberOf(bound[0], 4, "indent", meter)).ToText();
        bool first = bound[1]?.IsTrue == true;
        bool blank = bound[2]?.IsTrue == true;
        TextValue text = Printer.ToText(value, meter);
        TextBuilder output = new(meter);
        for (int at = 0; at <= text.Length;)
        {
            int end = text.Value.IndexOf('\n', at);
            end = end < 0 ? text.Length : end;
            if (at == 0 ? first : blank || end > at)
            {
                output.Append(indent);
            }

            meter.Step();
            int next = Math.Min(end + 1, text.Length);
            output.Append(text, at, next - at);
            at = end + 1;
        }

        return output.ToText();
    }
}
