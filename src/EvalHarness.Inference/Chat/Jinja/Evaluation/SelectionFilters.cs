using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>Filters that change or choose the items of a sequence, one by one, when they are asked for.</summary>
internal static class SelectionFilters
{
    /// <summary>The filters, by name.</summary>
    public static IReadOnlyDictionary<string, Filter> All { get; } = new Dictionary<string, Filter>
    {
        ["map"] = Map,
        ["select"] = Chooser(hasAttribute: false, keeps: true),
        ["reject"] = Chooser(hasAttribute: false, keeps: false),
        ["selectattr"] = Chooser(hasAttribute: true, keeps: true),
        ["rejectattr"] = Chooser(hasAttribute: true, keeps: false),
    };

    private static GeneratorValue Map(Evaluator evaluator, JinjaValue value, Arguments arguments)
    {
        Meter meter = evaluator.Meter;
        if (arguments.Positional.Count == 0)
        {
            JinjaValue?[] bound = arguments.Bind("map", meter, 0, "attribute", "default");
            JinjaValue attribute = bound[0] ?? throw meter.Fault("map requires a filter argument");
            return Lazy(evaluator, value, items => items.Select(item =>
            {
                JinjaValue found = Members.Path(item, attribute, meter);
                return found is UndefinedValue ? bound[1] ?? found : found;
            }));
        }

        string name = TextMethods.TextOf(arguments.Positional[0], "map", meter).Value;
        Arguments rest = arguments with { Positional = [.. arguments.Positional.Skip(1)] };
        return Lazy(evaluator, value, items => items.Select(item => evaluator.ApplyFilter(name, item, rest)));
    }

    private static Filter Chooser(bool hasAttribute, bool keeps) =>
        (evaluator, value, arguments) => Choose(evaluator, value, arguments, hasAttribute, keeps);

    private static GeneratorValue Choose(
        Evaluator evaluator, JinjaValue value, Arguments arguments, bool hasAttribute, bool keeps)
    {
        Meter meter = evaluator.Meter;
        if (hasAttribute && arguments.Positional.Count == 0)
        {
            throw meter.Fault("Missing parameter for attribute name");
        }

        JinjaValue? attribute = hasAttribute ? arguments.Positional[0] : null;
        JinjaValue[] rest = [.. arguments.Positional.Skip(hasAttribute ? 1 : 0)];
        string? test = rest.Length > 0 ? TextMethods.TextOf(rest[0], "select", meter).Value : null;
        Arguments others = arguments with { Positional = [.. rest.Skip(1)] };
        return Lazy(evaluator, value, items => items.Where(item =>
        {
            JinjaValue tested = attribute is null ? item : Members.Path(item, attribute, meter);
            return keeps == (test is null ? tested.IsTrue : evaluator.ApplyTest(test, tested, others));
        }));
    }

    private static GeneratorValue Lazy(
        Evaluator evaluator, JinjaValue value, Func<IEnumerable<JinjaValue>, IEnumerable<JinjaValue>> change)
    {
        Meter meter = evaluator.Meter;
        return new(() =>
        {
            // What is false has no items, even where it does not iterate.
            IReadOnlyList<JinjaValue> items = value.IsTrue ? Sequences.Items(value, meter) : [];
            meter.ReserveList(items.Count);
            return [.. change(items.Select(item =>
            {
                meter.Step();
                return item;
            }))];
        });
    }
}
