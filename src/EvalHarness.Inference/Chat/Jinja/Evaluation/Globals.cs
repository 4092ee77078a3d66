using System.Numerics;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>The functions that every template has.</summary>
internal static class Globals
{
    /// <summary>A scope with the functions.</summary>
    /// <param name="now">What the clock says.</param>
    /// <param name="meter">Counts.</param>
    public static Scope CreateScope(DateTime now, Meter meter)
    {
        Scope scope = new(null);
        Add("range", arguments => Range(arguments, meter));
        Add("dict", arguments => Dict(arguments, meter));
        Add("namespace", arguments => Namespace(arguments, meter));
        Add("joiner", arguments => Joiner(arguments, meter));
        foreach (string name in new[] { "cycler", "lipsum", "self" })
        {
            Add(name, arguments => throw meter.Fault($"The function '{name}' is not supported."));
        }

        if (!meter.Settings.IsForChats)
        {
            return scope;
        }

        Add("raise_exception", arguments => throw meter.Raised(
            Printer.ToText(arguments.Bind("raise_exception", meter, 1, "message")[0]!, meter).Value));
        Add("strftime_now", arguments => Clock.Format(
            TextMethods.TextOf(arguments.Bind("strftime_now", meter, 1, "format")[0], "strftime_now", meter).Value,
            now, meter));
        return scope;

        void Add(string name, Func<Arguments, JinjaValue> function) =>
            scope.Set(name, new FunctionValue(name, function));
    }

    private static ListValue Range(Arguments arguments, Meter meter)
    {
        JinjaValue?[] bound = arguments.Bind("range", meter, 1, "start", "stop", "step");
        BigInteger[] numbers = [.. bound.Where(value => value is not null).Select(value =>
            Numbers.TryInteger(value!, out BigInteger number)
                ? number
                : throw meter.Fault(value is UndefinedValue missing
                    ? missing.Reason : $"'{value!.TypeName}' object cannot be interpreted as an integer"))];
        BigInteger start = numbers.Length > 1 ? numbers[0] : 0;
        BigInteger stop = numbers.Length > 1 ? numbers[1] : numbers[0];
        BigInteger step = numbers.Length > 2 ? numbers[2] : 1;
        if (step.IsZero)
        {
            throw meter.Fault("range() arg 3 must not be zero");
        }

        BigInteger distance = step.Sign > 0 ? stop - start : start - stop;
        BigInteger size = BigInteger.Abs(step);
        BigInteger count = distance.Sign > 0 ? (distance + size - 1) / size : 0;
        if (count > meter.Limits.RangeLength)
        {
            throw meter.Fault($"The range has more than {meter.Limits.RangeLength} numbers, the limit.");
        }

        meter.ReserveList(6 * (long)count);
        JinjaValue[] items = new JinjaValue[(int)count];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = new IntegerValue(start + (i * step));
        }

        return new(items, ListKind.Range);
    }

    private static DictValue Dict(Arguments arguments, Meter meter)
    {
        DictValue dict = new();
        foreach (JinjaValue source in arguments.Positional.Take(1))
        {
            foreach ((JinjaValue key, JinjaValue value) in Entries(source, meter))
            {
                dict.Set(key, value, meter);
            }
        }

        foreach ((string name, JinjaValue value) in arguments.Named)
        {
            dict.Set(new TextValue(name), value, meter);
        }

        return dict;
    }

    private static IEnumerable<(JinjaValue Key, JinjaValue Value)> Entries(JinjaValue source, Meter meter)
    {
        if (source is DictValue dict)
        {
            return dict.Entries.Select(entry => (entry.Key, entry.Value));
        }

        return Sequences.Items(source, meter).Select(
            item => Sequences.Items(item, meter) is [JinjaValue key, JinjaValue value]
                ? (key, value)
                : throw meter.Fault("A dict is made of pairs."));
    }

    private static NamespaceValue Namespace(Arguments arguments, Meter meter)
    {
        NamespaceValue space = new();
        foreach ((JinjaValue key, JinjaValue value) in Dict(arguments, meter).Entries)
        {
            space.Set(TextMethods.TextOf(key, "namespace", meter).Value, value, meter);
        }

        return space;
    }

    private static FunctionValue Joiner(Arguments arguments, Meter meter)
    {
        JinjaValue separator = arguments.Bind("joiner", meter, 0, "sep")[0] ?? new TextValue(", ");
        bool isUsed = false;
        return new("joiner", _ =>
        {
            JinjaValue text = isUsed ? separator : TextValue.Empty;
            isUsed = true;
            return text;
        });
    }
}
