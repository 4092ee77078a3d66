using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Evaluation;

/// <summary>What filters sort, group and compare by.</summary>
internal static class Keys
{
    /// <summary>The key of an item: an attribute of it, small letters unless the case counts.</summary>
    public static Func<JinjaValue, JinjaValue> Of(JinjaValue? isCaseSensitive, JinjaValue? attribute, Meter meter)
    {
        return item =>
        {
            meter.Step();
            return attribute is null or NoneValue ? Folded(item)
                : attribute is TextValue text && text.Value.Contains(',')
                    ? new ListValue([.. text.Value.Split(',').Select(part => At(item, new TextValue(part)))])
                    : At(item, attribute);
        };

        JinjaValue At(JinjaValue item, JinjaValue path) => Folded(Members.Path(item, path, meter));

        JinjaValue Folded(JinjaValue value) => value is TextValue folded && isCaseSensitive?.IsTrue != true
            ? TextOperations.Cased(folded, lower => lower.ToLowerInvariant(), meter)
            : value;
    }

    /// <summary>The order of two keys.</summary>
    public static int Compare(JinjaValue left, JinjaValue right, Meter meter) =>
        Equality.Order(left, right, "<", meter) ?? 0;

    /// <summary>An attribute of every item, or the items.</summary>
    public static IReadOnlyList<JinjaValue> Select(IReadOnlyList<JinjaValue> items, JinjaValue? attribute, Meter meter)
    {
        if (attribute is null or NoneValue)
        {
            return items;
        }

        meter.ReserveList(items.Count);
        return [.. items.Select(item => Members.Path(item, attribute, meter))];
    }
}
