using System.Globalization;
using System.Numerics;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Filters that take or give numbers, and <c>default</c>.</summary>
internal static class NumberFilters
{
    /// <summary>The filters, by name.</summary>
    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>
    {
        ["int"] = ToInteger,
        ["float"] = ToFloat,
        ["abs"] = Absolute,
        ["round"] = Round,
        ["default"] = Default,
        ["d"] = Default,
        ["attr"] = Attribute,
    };

    private static JinjaValue Attribute(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        string name = TextMethods.TextOf(arguments.Bind("attr", meter, 1, "name")[0], "attr", meter).Value;
        return Members.Own(value, name, meter) ?? UndefinedValue.FromMember(value, $"'{name}'");
    }

    private static JinjaValue Default(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        JinjaValue?[] bound = arguments.Bind("default", evaluator.Meter, 0, "default_value", "boolean");
        bool isMissing = value is UndefinedValue || (bound[1]?.IsTrue == true && !value.IsTrue);
        return isMissing ? bound[0] ?? TextValue.Empty : value;
    }

    private static JinjaValue ToInteger(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("int", meter, 0, "default", "base");
        JinjaValue fallback = bound[0] ?? new IntegerValue(0);
        int numberBase = TextMethods.NumberOf(bound[1], 10, "int", meter);
        switch (value)
        {
            case UndefinedValue missing:
                throw meter.Fault(missing.Reason);
            case FloatValue real:
                return double.IsFinite(real.Value) ? Numbers.Checked(new(Math.Truncate(real.Value)), meter) : fallback;
            case TextValue text:
                string digits = text.Value;
                string prefix = numberBase switch { 16 => "0x", 8 => "0o", 2 => "0b", _ => "" };
                digits = prefix.Length > 0 && digits.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)
                    ? digits[2..] : digits;
                bool isShort = digits.Length <= 2_000;
                return isShort && Numbers.TryParse(digits, numberBase, meter, out IntegerValue? parsed) ? parsed
                    : TryFloat(text.Value, out double number) && double.IsFinite(number)
                        ? Numbers.Checked(new(Math.Truncate(number)), meter)
                        : fallback;
            default:
                return Numbers.TryInteger(value, out BigInteger integer) ? new IntegerValue(integer) : fallback;
        }
    }

    private static JinjaValue ToFloat(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        JinjaValue fallback = arguments.Bind("float", evaluator.Meter, 0, "default")[0] ?? new FloatValue(0);
        return value is UndefinedValue missing ? throw evaluator.Meter.Fault(missing.Reason)
            : Numbers.TryDouble(value, out double number) ? new FloatValue(number)
            : value is TextValue text && TryFloat(text.Value, out double parsed) ? new FloatValue(parsed)
            : fallback;
    }

    private static bool TryFloat(string text, out double number)
    {
        number = 0;
        return text.Length <= 2_000 && double.TryParse(
            text,
            NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowLeadingSign
                | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent,
            CultureInfo.InvariantCulture, out number);
    }

    private static JinjaValue Absolute(Evaluator evaluator, JinjaValue value, Arguments arguments) => value switch
    {
        FloatValue real => new FloatValue(Math.Abs(real.Value)),
        _ => Numbers.TryInteger(value, out BigInteger integer)
            ? new IntegerValue(BigInteger.Abs(integer))
            : throw evaluator.Meter.Fault($"bad operand type for abs(): '{value.TypeName}'"),
    };

    private static JinjaValue Round(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("round", meter, 0, "precision", "method");
        int precision = TextMethods.NumberOf(bound[0], 0, "round", meter);
        string method = (bound[1] as TextValue)?.Value ?? "common";
        if (!Numbers.TryDouble(value, out double number) || Math.Abs(precision) > 300)
        {
            throw meter.Fault($"'round' cannot round {value.TypeName} to {precision} digits.");
        }

        double scale = Math.Pow(10, precision);
        return method switch
        {
            "ceil" => new FloatValue(Math.Ceiling(number * scale) / scale),
            "floor" => new FloatValue(Math.Floor(number * scale) / scale),
            "common" when value is IntegerValue or BooleanValue && precision >= 0 => value,
            "common" when precision >= 0 => new FloatValue(
                double.Parse(Numbers.WriteFixed(number, precision), CultureInfo.InvariantCulture)),
            "common" => new FloatValue(Math.Round(number * scale, MidpointRounding.ToEven) / scale),
            _ => throw meter.Fault("method must be common, ceil or floor"),
        };
    }
}
