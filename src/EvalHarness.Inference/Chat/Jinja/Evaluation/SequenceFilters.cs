using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Filters of lists, dicts and other sequences as a whole.</summary>
internal static class SequenceFilters
{
    /// <summary>The filters, by name.</summary>
    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>
    {
        ["length"] = (evaluator, value, _) => new IntegerValue(Sequences.Length(value, evaluator.Meter)),
        ["count"] = (evaluator, value, _) => new IntegerValue(Sequences.Length(value, evaluator.Meter)),
        ["list"] = (evaluator, value, _) => new ListValue(Sequences.Items(value, evaluator.Meter)),
        ["first"] = (evaluator, value, _) => Sequences.Items(value, evaluator.Meter) is [JinjaValue first, ..]
            ? first : new UndefinedValue("No first item, sequence was empty."),
        ["last"] = (evaluator, value, _) => Sequences.Items(value, evaluator.Meter) is [.., JinjaValue last]
            ? last : new UndefinedValue("No last item, sequence was empty."),
        ["join"] = JoinItems,
        ["items"] = Items,
        ["dictsort"] = SortDict,
        ["sort"] = Sort,
        ["reverse"] = Reverse,
        ["unique"] = Unique,
        ["min"] = (evaluator, value, arguments) => Extreme("min", evaluator, value, arguments, sign: 1),
        ["max"] = (evaluator, value, arguments) => Extreme("max", evaluator, value, arguments, sign: -1),
        ["sum"] = Sum,
        ["batch"] = Batch,
        ["slice"] = Slice,
        ["groupby"] = Group,
    };

    /// <summary>Texts with a separator between them.</summary>
    public static TextValue Join(IReadOnlyList<JinjaValue> items, TextValue separator, Meter meter, bool mustBeTexts)
    {
        TextBuilder output = new(meter);
        for (int i = 0; i < items.Count; i++)
        {
            meter.Step();
            output.Append(i == 0 ? TextValue.Empty : separator);
            output.Append(mustBeTexts ? TextMethods.TextOf(items[i], "join", meter) : Printer.ToText(items[i], meter));
        }

        return output.ToText();
    }

    private static TextValue JoinItems(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("join", meter, 0, "d", "attribute");
        return Join(
            Keys.Select(Sequences.Items(value, meter), bound[1], meter),
            bound[0] is null ? TextValue.Empty : Printer.ToText(bound[0]!, meter), meter, mustBeTexts: false);
    }

    private static GeneratorValue Items(Evaluator evaluator, JinjaValue value, Arguments arguments) => value switch
    {
        UndefinedValue => new GeneratorValue(() => []),
        DictValue dict => new GeneratorValue(() => Pairs(dict.Entries, evaluator.Meter).Items),
        _ => throw evaluator.Meter.Fault("Can only get item pairs from a mapping."),
    };

    private static ListValue Pairs(IReadOnlyList<KeyValuePair<JinjaValue, JinjaValue>> entries, Meter meter)
    {
        meter.ReserveList(8L * entries.Count);
        return new([.. entries.Select(entry => new ListValue([entry.Key, entry.Value], ListKind.Tuple))]);
    }

    private static ListValue SortDict(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("dictsort", meter, 0, "case_sensitive", "by", "reverse");
        bool byValue = bound[1] is TextValue { Value: "value" };
        DictValue dict = value as DictValue ?? throw meter.Fault($"'dictsort' needs a dict; found {value.TypeName}.");
        Func<JinjaValue, JinjaValue> key = Keys.Of(bound[0], null, meter);
        int sign = bound[2]?.IsTrue == true ? -1 : 1;
        return Pairs(
            Sorting.Sort(dict.Entries, (left, right) => sign * Keys.Compare(
                key(byValue ? left.Value : left.Key), key(byValue ? right.Value : right.Key), meter), meter),
            meter);
    }

    private static ListValue Sort(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("sort", meter, 0, "reverse", "case_sensitive", "attribute");
        Func<JinjaValue, JinjaValue> key = Keys.Of(bound[1], bound[2], meter);
        int sign = bound[0]?.IsTrue == true ? -1 : 1;
        return new(Sorting.Sort(
            Sequences.Items(value, meter), (left, right) => sign * Keys.Compare(key(left), key(right), meter), meter));
    }

    private static JinjaValue Reverse(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        if (value is TextValue)
        {
            return Slices.Of(value, null, null, new IntegerValue(-1), evaluator.Meter);
        }

        IReadOnlyList<JinjaValue> items = Sequences.Items(value, evaluator.Meter);
        evaluator.Meter.ReserveList(items.Count);
        return new GeneratorValue(() => [.. items.Reverse()]);
    }

    private static GeneratorValue Unique(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("unique", meter, 0, "case_sensitive", "attribute");
        Func<JinjaValue, JinjaValue> key = Keys.Of(bound[0], bound[1], meter);
        return new(() =>
        {
            HashSet<object> seen = [];
            IReadOnlyList<JinjaValue> items = Sequences.Items(value, meter);
            meter.ReserveList(8L * items.Count);
            return [.. items.Where(item => seen.Add(
                DictValue.KeyOf(key(item)) ?? throw meter.Fault($"unhashable type: '{item.TypeName}'")))];
        });
    }

    private static JinjaValue Extreme(string name, Evaluator evaluator, JinjaValue value, Arguments arguments, int sign)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind(name, meter, 0, "case_sensitive", "attribute");
        Func<JinjaValue, JinjaValue> key = Keys.Of(bound[0], bound[1], meter);
        JinjaValue? best = null;
        foreach (JinjaValue item in Sequences.Items(value, meter))
        {
            best = best is null || sign * Keys.Compare(key(item), key(best), meter) < 0 ? item : best;
        }

        return best ?? new UndefinedValue("No aggregated item, sequence was empty.");
    }

    private static JinjaValue Sum(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("sum", meter, 0, "attribute", "start");
        JinjaValue sum = bound[1] ?? new IntegerValue(0);
        foreach (JinjaValue item in Keys.Select(Sequences.Items(value, meter), bound[0], meter))
        {
            meter.Step();
            sum = Operators.Apply("+", sum, item, meter);
        }

        return sum;
    }

    private static GeneratorValue Batch(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("batch", meter, 1, "linecount", "fill_with");
        int size = TextMethods.NumberOf(bound[0], 1, "batch", meter);
        return size < 1 ? throw meter.Fault("'batch' needs a size of at least 1.") : new(() =>
        {
            List<JinjaValue> batches = [];
            foreach (JinjaValue[] chunk in Sequences.Items(value, meter).Chunk(size))
            {
                bool isFilled = bound[1] is not (null or NoneValue);
                meter.ReserveList(isFilled ? size : chunk.Length);
                batches.Add(new ListValue(
                    isFilled ? [.. chunk, .. Enumerable.Repeat(bound[1]!, size - chunk.Length)] : chunk));
            }

            return batches;
        });
    }

    private static GeneratorValue Slice(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("slice", meter, 1, "slices", "fill_with");
        int count = TextMethods.NumberOf(bound[0], 1, "slice", meter);
        return count < 1 ? throw meter.Fault("'slice' needs at least 1 slice.") : new(() =>
        {
            IReadOnlyList<JinjaValue> items = Sequences.Items(value, meter);
            meter.ReserveList(8L * count);
            List<JinjaValue> slices = [];
            for (int i = 0, at = 0; i < count; i++)
            {
                bool isLonger = i < items.Count % count;
                int size = (items.Count / count) + (isLonger ? 1 : 0);
                bool isFilled = bound[1] is not (null or NoneValue) && items.Count % count > 0 && !isLonger;
                List<JinjaValue> part = [.. items.Skip(at).Take(size)];
                part.AddRange(isFilled ? [bound[1]!] : []);
                slices.Add(new ListValue(part));
                at += size;
                meter.Step(1 + (items.Count / 16));
            }

            return slices;
        });
    }

    private static ListValue Group(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        JinjaValue?[] bound = arguments.Bind("groupby", meter, 1, "attribute", "default", "case_sensitive");
        Func<JinjaValue, JinjaValue> fold = Keys.Of(bound[2], null, meter);
        JinjaValue[] sorted = Sorting.Sort(
            Sequences.Items(value, meter),
            (left, right) => Keys.Compare(fold(Key(left)), fold(Key(right)), meter), meter);
        List<(JinjaValue Key, List<JinjaValue> Items)> groups = [];
        foreach (JinjaValue item in sorted)
        {
            if (groups.Count == 0 || !Equality.AreEqual(fold(groups[^1].Key), fold(Key(item)), meter))
            {
                meter.Reserve(256);
                groups.Add((Key(item), []));
            }

            groups[^1].Items.Add(item);
        }

        return new([.. groups.Select(group => new ListValue([group.Key, new ListValue(group.Items)], ListKind.Tuple))]);

        JinjaValue Key(JinjaValue item)
        {
            JinjaValue key = Members.Path(item, bound[0]!, meter);
            return key is UndefinedValue ? bound[1] ?? key : key;
        }
    }
}
