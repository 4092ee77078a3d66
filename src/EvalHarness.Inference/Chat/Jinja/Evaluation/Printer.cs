using System.Globalization;
using System.Numerics;
using System.Text;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Values as text: as Python's <c>str</c> writes them, and inside lists and dicts its <c>repr</c>.</summary>
internal static class Printer
{
    /// <summary>The text of a value, as it is printed.</summary>
    public static TextValue ToText(JinjaValue value, Meter meter)
    {
        switch (value)
        {
            case TextValue text:
                return text;
            case UndefinedValue:
                meter.Use(value);
                return TextValue.Empty;
            default:
                return ToRepresentation(value, meter);
        }
    }

    /// <summary>The value as Python's <c>repr</c> writes it.</summary>
    public static TextValue ToRepresentation(JinjaValue value, Meter meter)
    {
        TextBuilder output = new(meter);
        Write(value, output, meter);
        return output.ToText();
    }

    private static void Write(JinjaValue value, TextBuilder output, Meter meter)
    {
        meter.EnterValue();
        switch (value)
        {
            case TextValue text:
                WriteText(text, output);
                break;
            case NoneValue:
                output.Append("None");
                break;
            case BooleanValue:
                output.Append(value.IsTrue ? "True" : "False");
                break;
            case IntegerValue integer:
                output.Append(integer.Value.ToString(CultureInfo.InvariantCulture));
                break;
            case FloatValue real:
                output.Append(Numbers.Write(real.Value));
                break;
            case ListValue list:
                WriteList(list, output, meter);
                break;
            case DictValue dict:
                WriteDict(dict, output, meter);
                break;
            case UndefinedValue:
                output.Append("Undefined");
                break;
            case FunctionValue function:
                output.Append($"<{function.TypeName} {function.Name}>");
                break;
            default:
                output.Append($"<{value.TypeName}>");
                break;
        }

        meter.LeaveValue();
    }

    private static void WriteRange(IReadOnlyList<JinjaValue> items, TextBuilder output)
    {
        BigInteger start = items.Count > 0 ? ((IntegerValue)items[0]).Value : 0;
        BigInteger step = items.Count > 1 ? ((IntegerValue)items[1]).Value - start : 1;
        BigInteger stop = start + (step * items.Count);
        string stride = step.IsOne ? "" : string.Create(CultureInfo.InvariantCulture, $", {step}");
        output.Append(string.Create(CultureInfo.InvariantCulture, $"range({start}, {stop}{stride})"));
    }

    private static void WriteList(ListValue list, TextBuilder output, Meter meter)
    {
        if (list.Kind == ListKind.Range)
        {
            WriteRange(list.Items, output);
            return;
        }

        bool isTuple = list.Kind == ListKind.Tuple;
        output.Append(list.Kind == ListKind.View ? "dict_view([" : isTuple ? "(" : "[");
        for (int i = 0; i < list.Items.Count; i++)
        {
            output.Append(i == 0 ? "" : ", ");
            Write(list.Items[i], output, meter);
        }

        output.Append(isTuple && list.Items.Count == 1 ? "," : "");
        output.Append(list.Kind == ListKind.View ? "])" : isTuple ? ")" : "]");
    }

    private static void WriteDict(DictValue dict, TextBuilder output, Meter meter)
    {
        output.Append("{");
        bool isFirst = true;
        foreach ((JinjaValue key, JinjaValue value) in dict.Entries)
        {
            output.Append(isFirst ? "" : ", ");
            Write(key, output, meter);
            output.Append(": ");
            Write(value, output, meter);
            isFirst = false;
        }

        output.Append("}");
    }

    private static void WriteText(TextValue text, TextBuilder output)
    {
        string value = text.Value;
        char quote = value.Contains('\'') && !value.Contains('"') ? '"' : '\'';
        output.Append(quote, 1);
        int kept = 0;
        for (int at = 0; at < value.Length;)
        {
            bool isRune = Rune.TryGetRuneAt(value, at, out Rune rune);
            int length = isRune ? rune.Utf16SequenceLength : 1;
            string? escape = isRune ? Escape(rune, quote) : $"\\u{(int)value[at]:x4}";
            if (escape is not null)
            {
                output.Append(text, kept, at - kept);
                output.Append(escape, text.SpansIn(at, length, 0).Length > 0);
                kept = at + length;
            }

            at += length;
        }

        output.Append(text, kept, value.Length - kept);
        output.Append(quote, 1);
    }

    private static string? Escape(Rune rune, char quote)
    {
        int point = rune.Value;
        switch (point)
        {
            case '\\':
                return "\\\\";
            case '\n':
                return "\\n";
            case '\r':
                return "\\r";
            case '\t':
                return "\\t";
            case ' ':
                return null;
        }

        if (point == quote)
        {
            return "\\" + quote;
        }

        bool isHidden = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator;
        return !isHidden ? null
            : point <= 0xff ? $"\\x{point:x2}"
            : point <= 0xffff ? $"\\u{point:x4}" : $"\\U{point:x8}";
    }
}
