using System.Numerics;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>The operators between two values.</summary>
internal static class Operators
{
    /// <summary>Arithmetic, joining and repeating.</summary>
    public static JinjaValue Apply(string operation, JinjaValue left, JinjaValue right, Meter meter)
    {
        if (operation == "~")
        {
            TextBuilder joined = new(meter);
            return joined.Append(Printer.ToText(left, meter)).Append(Printer.ToText(right, meter)).ToText();
        }

        bool isFormat = operation == "%" && left is TextValue;
        if (left is UndefinedValue || (right is UndefinedValue && !isFormat))
        {
            throw meter.Fault(((left as UndefinedValue) ?? (UndefinedValue)right).Reason);
        }

        JinjaValue? result = operation switch
        {
            "%" when left is TextValue format => PercentFormat.Apply(format, right, meter),
            "+" => Join(left, right, meter),
            "*" => Repeat(left, right, meter) ?? Repeat(right, left, meter),
            _ => null,
        };
        return result ?? Arithmetic.Apply(operation, left, right, meter)
            ?? throw meter.Fault($"'{operation}' is not supported between '{left.TypeName}' and '{right.TypeName}'.");
    }

    /// <summary>Comparisons and <c>in</c>.</summary>
    public static bool Compare(string operation, JinjaValue left, JinjaValue right, Meter meter) => operation switch
    {
        "==" => Equality.AreEqual(left, right, meter),
        "!=" => !Equality.AreEqual(left, right, meter),
        "<" => Equality.Order(left, right, operation, meter) < 0,
        "<=" => Equality.Order(left, right, operation, meter) <= 0,
        ">" => Equality.Order(left, right, operation, meter) > 0,
        ">=" => Equality.Order(left, right, operation, meter) >= 0,
        "in" => Contains(right, left, meter),
        _ => !Contains(right, left, meter),
    };

    /// <summary>Whether a text has a part, a list an item, a dict a key.</summary>
    public static bool Contains(JinjaValue container, JinjaValue value, Meter meter)
    {
        switch (container)
        {
            case TextValue text:
                if (value is not TextValue part)
                {
                    throw meter.Fault($"'in <string>' requires string as left operand, not {value.TypeName}");
                }

                meter.StepSearch(text.Length, part.Length);
                return text.Value.Contains(part.Value, StringComparison.Ordinal);
            case DictValue dict:
                return DictValue.KeyOf(value) is null
                    ? throw meter.Fault($"unhashable type: '{value.TypeName}'")
                    : dict.TryGet(value, out _);
            default:
                return Sequences.Items(container, meter).Any(item => Equality.AreEqual(item, value, meter));
        }
    }

    /// <summary>The sign of a number.</summary>
    public static JinjaValue Sign(string operation, JinjaValue value, Meter meter) => value switch
    {
        FloatValue number => operation == "-" ? new FloatValue(-number.Value) : number,
        UndefinedValue missing => throw meter.Fault(missing.Reason),
        _ => Numbers.TryInteger(value, out BigInteger integer)
            ? new IntegerValue(operation == "-" ? -integer : integer)
            : throw meter.Fault($"bad operand type for unary {operation}: '{value.TypeName}'"),
    };

    private static JinjaValue? Join(JinjaValue left, JinjaValue right, Meter meter)
    {
        if (left is TextValue first && right is TextValue second)
        {
            TextBuilder joined = new(meter);
            bool isMarkup = first.IsMarkup || second.IsMarkup;
            TextValue text = joined.Append(isMarkup ? Escaped(first, meter) : first)
                .Append(isMarkup ? Escaped(second, meter) : second).ToText();
            return isMarkup ? new TextValue(text.Value, text.FromMessages, isMarkup: true) : text;
        }

        if (left is ListValue many && right is ListValue others
            && many.Kind == others.Kind && many.Kind is ListKind.List or ListKind.Tuple)
        {
            meter.ReserveList((long)many.Items.Count + others.Items.Count);
            meter.Step((many.Items.Count + others.Items.Count) / 8);
            return new ListValue([.. many.Items, .. others.Items], many.Kind);
        }

        return null;
    }

    /// <summary>A text as HTML writes it, unless it is marked as safe.</summary>
    public static TextValue Escaped(TextValue text, Meter meter)
    {
        if (text.IsMarkup || !text.Value.AsSpan().ContainsAny("<>&\"'"))
        {
            return text;
        }

        TextBuilder escaped = new(meter);
        for (int i = 0; i < text.Length; i++)
        {
            string? name = text.Value[i] switch
            {
                '<' => "&lt;",
                '>' => "&gt;",
                '&' => "&amp;",
                '"' => "&#34;",
                '\'' => "&#39;",
                _ => null,
            };
            _ = name is null
                ? escaped.Append(text, i, 1)
                : escaped.Append(name, text.SpansIn(i, 1, 0).Length > 0);
        }

        return escaped.ToText();
    }

    private static JinjaValue? Repeat(JinjaValue value, JinjaValue times, Meter meter)
    {
        if (!Numbers.TryIndex(times, out int count))
        {
            return null;
        }

        count = Math.Max(count, 0);
        if (value is ListValue { Kind: ListKind.List or ListKind.Tuple } list)
        {
            meter.ReserveList((long)list.Items.Count * count);
            meter.Step((long)list.Items.Count * count / 8);
            List<JinjaValue> items = new(list.Items.Count * count);
            for (int i = 0; i < count && list.Items.Count > 0; i++)
            {
                items.AddRange(list.Items);
            }

            return new ListValue(items, list.Kind);
        }

        if (value is not TextValue text)
        {
            return null;
        }

        meter.ReserveText((long)text.Length * count);
        TextBuilder repeated = new(meter);
        if (text.FromMessages.Length == 0 && text.Length == 1)
        {
            return repeated.Append(text.Value[0], count).ToText();
        }

        for (int i = 0; i < count && text.Length > 0; i++)
        {
            repeated.Append(text);
        }

        return repeated.ToText();
    }
}
