using System.Globalization;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>The filter <c>tojson</c> as transformers has it: Python's <c>json.dumps</c>, Unicode kept.</summary>
internal sealed class JsonText
{
    private readonly Meter _meter;
    private readonly TextBuilder _output;
    private readonly bool _isAscii;
    private readonly bool _sortsKeys;
    private readonly TextValue? _indent;
    private readonly TextValue _itemSeparator;
    private readonly TextValue _keySeparator;

    private JsonText(JinjaValue?[] options, Meter meter)
    {
        _meter = meter;
        _output = new(meter);
        _isAscii = options[0]?.IsTrue == true;
        _indent = IndentOf(options[1]);
        _sortsKeys = options[3]?.IsTrue == true;
        _itemSeparator = new(_indent is null ? ", " : ",");
        _keySeparator = new(": ");
        if (options[2] is not (null or NoneValue))
        {
            IReadOnlyList<JinjaValue> separators = Sequences.Items(options[2]!, meter);
            if (separators.Count != 2)
            {
                throw meter.Fault("The separators of tojson must be two strings.");
            }

            _itemSeparator = Printer.ToText(separators[0], meter);
            _keySeparator = Printer.ToText(separators[1], meter);
        }
    }

    /// <summary>The JSON of a value.</summary>
    public static TextValue Write(JinjaValue value, Arguments arguments, Meter meter)
    {
        JsonText writer = new(
            arguments.Bind("tojson", meter, 0, "ensure_ascii", "indent", "separators", "sort_keys"), meter);
        writer.WriteValue(value, level: 0);
        return writer._output.ToText();
    }

    private TextValue? IndentOf(JinjaValue? indent)
    {
        switch (indent)
        {
            case null or NoneValue:
                return null;
            case TextValue text:
                return text;
            default:
                int count = Numbers.TryIndex(indent, out int number)
                    ? Math.Max(number, 0)
                    : throw _meter.Fault("The indent of tojson must be a number or a string.");
                return new TextBuilder(_meter).Append(' ', count).ToText();
        }
    }

    private void WriteValue(JinjaValue value, int level)
    {
        _meter.EnterValue();
        switch (value)
        {
            case TextValue text:
                WriteText(text);
                break;
            case ListValue { Kind: ListKind.List or ListKind.Tuple } list:
                WriteAll("[", "]", list.Items, level, item => WriteValue(item, level + 1));
                break;
            case DictValue dict:
                WriteAll("{", "}", EntriesOf(dict), level, entry =>
                {
                    WriteKey(entry.Key);
                    _output.Append(_keySeparator);
                    WriteValue(entry.Value, level + 1);
                });
                break;
            default:
                _output.Append(Scalar(value)
                    ?? throw _meter.Fault($"Object of type {value.TypeName} is not JSON serializable"));
                break;
        }

        _meter.LeaveValue();
    }

    private IReadOnlyList<KeyValuePair<JinjaValue, JinjaValue>> EntriesOf(DictValue dict) => !_sortsKeys
        ? dict.Entries
        : Sorting.Sort(dict.Entries, (left, right) => Equality.Order(left.Key, right.Key, "<", _meter) ?? 0, _meter);

    private void WriteAll<T>(string open, string close, IReadOnlyList<T> items, int level, Action<T> write)
    {
        _output.Append(open);
        for (int i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                _output.Append(_itemSeparator);
            }

            WriteLine(level + 1);
            write(items[i]);
        }

        if (items.Count > 0)
        {
            WriteLine(level);
        }

        _output.Append(close);
    }

    private void WriteLine(int level)
    {
        if (_indent is null)
        {
            return;
        }

        _output.Append("\n");
        for (int i = 0; i < level; i++)
        {
            _output.Append(_indent);
        }
    }

    private void WriteKey(JinjaValue key)
    {
        if (key is TextValue text)
        {
            WriteText(text);
            return;
        }

        string name = Scalar(key)
            ?? throw _meter.Fault($"keys must be str, int, float, bool or None, not {key.TypeName}");
        _output.Append("\"").Append(name).Append("\"");
    }

    private static string? Scalar(JinjaValue value) => value switch
    {
        NoneValue => "null",
        BooleanValue => value.IsTrue ? "true" : "false",
        IntegerValue integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        FloatValue { Value: double.NaN } => "NaN",
        FloatValue { Value: double.PositiveInfinity } => "Infinity",
        FloatValue { Value: double.NegativeInfinity } => "-Infinity",
        FloatValue real => Numbers.Write(real.Value),
        _ => null,
    };

    private void WriteText(TextValue text)
    {
        _output.Append("\"");
        int kept = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (Escape(text.Value[i]) is { } escape)
            {
                _output.Append(text, kept, i - kept);
                _output.Append(escape, text.SpansIn(i, 1, 0).Length > 0);
                kept = i + 1;
            }
        }

        _output.Append(text, kept, text.Length - kept);
        _output.Append("\"");
    }

    private string? Escape(char character) => character switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\n' => "\\n",
        '\r' => "\\r",
        '\t' => "\\t",
        '\f' => "\\f",
        '\b' => "\\b",
        < ' ' => $"\\u{(int)character:x4}",
        > '~' when _isAscii => $"\\u{(int)character:x4}",
        _ => null,
    };
}
