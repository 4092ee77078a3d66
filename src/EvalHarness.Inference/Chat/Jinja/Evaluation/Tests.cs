using System.Numerics;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>What a test asks.</summary>
/// <param name="meter">Counts.</param>
/// <param name="value">The value in front of <c>is</c>.</param>
/// <param name="arguments">What follows the test's name.</param>
internal delegate bool Test(Meter meter, JinjaValue value, Arguments arguments);

/// <summary>All tests, by name.</summary>
internal static class Tests
{
    private static readonly Dictionary<string, Test> s_tests = new()
    {
        ["defined"] = (_, value, _) => value is not UndefinedValue,
        ["undefined"] = (_, value, _) => value is UndefinedValue,
        ["none"] = (_, value, _) => value is NoneValue,
        ["true"] = (_, value, _) => value is BooleanValue { IsTrue: true },
        ["false"] = (_, value, _) => value is BooleanValue { IsTrue: false },
        ["boolean"] = (_, value, _) => value is BooleanValue,
        ["integer"] = (_, value, _) => value is IntegerValue,
        ["float"] = (_, value, _) => value is FloatValue,
        ["number"] = (_, value, _) => value is IntegerValue or FloatValue or BooleanValue,
        ["string"] = (_, value, _) => value is TextValue,
        ["mapping"] = (_, value, _) => value is DictValue,
        ["sequence"] = (_, value, _) =>
            value is TextValue or DictValue or UndefinedValue or ListValue { Kind: not ListKind.View },
        ["iterable"] = (_, value, _) =>
            value is TextValue or DictValue or UndefinedValue or ListValue or GeneratorValue or LoopValue,
        ["callable"] = (_, value, _) => value is FunctionValue or LoopValue or UndefinedValue,
        ["escaped"] = (_, value, _) => value is TextValue { IsMarkup: true },
        ["sameas"] = (meter, value, arguments) => Same(value, Other("sameas", meter, arguments)),
        ["odd"] = (meter, value, _) => !Integer(meter, value).IsEven,
        ["even"] = (meter, value, _) => Integer(meter, value).IsEven,
        ["divisibleby"] = (meter, value, arguments) => Divides(meter, value, Other("divisibleby", meter, arguments)),
        ["lower"] = (meter, value, _) => TextMethods.HasCase(
            Printer.ToText(value, meter), System.Text.Rune.IsLower, System.Text.Rune.IsUpper, meter),
        ["upper"] = (meter, value, _) => TextMethods.HasCase(
            Printer.ToText(value, meter), System.Text.Rune.IsUpper, System.Text.Rune.IsLower, meter),
        ["filter"] = (_, value, _) => value is TextValue name && Filters.Find(name.Value) is not null,
        ["test"] = (_, value, _) => value is TextValue name && Find(name.Value) is not null,
        ["in"] = Compared("in"),
        ["=="] = Compared("=="),
        ["eq"] = Compared("=="),
        ["equalto"] = Compared("=="),
        ["!="] = Compared("!="),
        ["ne"] = Compared("!="),
        ["<"] = Compared("<"),
        ["lt"] = Compared("<"),
        ["lessthan"] = Compared("<"),
        ["<="] = Compared("<="),
        ["le"] = Compared("<="),
        [">"] = Compared(">"),
        ["gt"] = Compared(">"),
        ["greaterthan"] = Compared(">"),
        [">="] = Compared(">="),
        ["ge"] = Compared(">="),
    };

    /// <summary>A test; <c>null</c> where there is none of that name.</summary>
    public static Test? Find(string name) => s_tests.GetValueOrDefault(name);

    private static Test Compared(string operation) => (meter, value, arguments) =>
        Operators.Compare(operation, value, Other(operation, meter, arguments), meter);

    private static JinjaValue Other(string name, Meter meter, Arguments arguments) =>
        arguments.Bind(name, meter, 1, "other")[0]!;

    private static bool Same(JinjaValue left, JinjaValue right) => (left, right) switch
    {
        (TextValue first, TextValue second) => first.Value == second.Value,
        (IntegerValue first, IntegerValue second) => first.Value == second.Value,
        _ => ReferenceEquals(left, right),
    };

    private static BigInteger Integer(Meter meter, JinjaValue value) => Numbers.TryInteger(value, out BigInteger number)
        ? number
        : throw meter.Fault(
            value is UndefinedValue missing ? missing.Reason : $"The test needs an integer; found {value.TypeName}.");

    private static bool Divides(Meter meter, JinjaValue value, JinjaValue by)
    {
        BigInteger divisor = Integer(meter, by);
        return divisor.IsZero
            ? throw meter.Fault("division by zero")
            : (Integer(meter, value) % divisor).IsZero;
    }
}
