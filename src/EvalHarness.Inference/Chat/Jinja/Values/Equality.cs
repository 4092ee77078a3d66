namespace EvalHarness.Inference.Chat.Jinja.Values;

/// <summary>When values are equal, and which comes first.</summary>
internal static class Equality
{
    /// <summary><c>==</c>: numbers by value, whatever their type; texts, lists and dicts by content.</summary>
    public static bool AreEqual(JinjaValue left, JinjaValue right, Meter meter)
    {
        meter.EnterValue();
        meter.Use(left);
        meter.Use(right);
        bool equal = (left, right) switch
        {
            (TextValue first, TextValue second) => SameText(first.Value, second.Value, meter),
            (ListValue first, ListValue second) => SameItems(first, second, meter),
            (DictValue first, DictValue second) => SameEntries(first, second, meter),
            (UndefinedValue, UndefinedValue) => true,
            _ => Numbers.TryCompare(left, right, out int order) ? order == 0 : ReferenceEquals(left, right),
        };
        meter.LeaveValue();
        return equal;
    }

    /// <summary>The order of two values: negative, zero or positive; <c>null</c> where one is NaN.</summary>
    /// <param name="left">The left one.</param>
    /// <param name="right">The right one.</param>
    /// <param name="operation">What the template wrote, for the message.</param>
    /// <param name="meter">Counts.</param>
    public static int? Order(JinjaValue left, JinjaValue right, string operation, Meter meter)
    {
        if (Numbers.TryCompare(left, right, out int order))
        {
            return Numbers.IsNan(left) || Numbers.IsNan(right) ? null : order;
        }

        if (left is TextValue first && right is TextValue second)
        {
            meter.Step(Math.Min(first.Length, second.Length) / 64);
            return CompareCodePoints(first.Value, second.Value);
        }

        if (left is ListValue many && right is ListValue others && many.Kind == others.Kind)
        {
            meter.EnterValue();
            int count = Math.Min(many.Items.Count, others.Items.Count);
            int? result = many.Items.Count.CompareTo(others.Items.Count);
            for (int i = 0; i < count; i++)
            {
                if (!AreEqual(many.Items[i], others.Items[i], meter))
                {
                    result = Order(many.Items[i], others.Items[i], operation, meter);
                    break;
                }
            }

            meter.LeaveValue();
            return result;
        }

        throw meter.Fault(
            left is UndefinedValue missing ? missing.Reason
            : right is UndefinedValue absent ? absent.Reason
            : $"'{operation}' is not supported between '{left.TypeName}' and '{right.TypeName}'.");
    }

    /// <summary>Orders texts by code points, which is not the order of their UTF-16 units.</summary>
    private static int CompareCodePoints(string left, string right)
    {
        int at = left.AsSpan().CommonPrefixLength(right);
        if (at == left.Length || at == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        bool isLeftPair = char.IsSurrogate(left[at]);
        return isLeftPair != char.IsSurrogate(right[at]) ? (isLeftPair ? 1 : -1) : left[at].CompareTo(right[at]);
    }

    private static bool SameText(string first, string second, Meter meter)
    {
        meter.Step(Math.Min(first.Length, second.Length) / 64);
        return string.Equals(first, second, StringComparison.Ordinal);
    }

    private static bool SameItems(ListValue first, ListValue second, Meter meter)
    {
        if (first.Kind != second.Kind || first.Items.Count != second.Items.Count)
        {
            return false;
        }

        for (int i = 0; i < first.Items.Count; i++)
        {
            if (!AreEqual(first.Items[i], second.Items[i], meter))
            {
                return false;
            }
        }

        return true;
    }

    private static bool SameEntries(DictValue first, DictValue second, Meter meter)
    {
        if (first.Entries.Count != second.Entries.Count)
        {
            return false;
        }

        foreach ((JinjaValue key, JinjaValue value) in first.Entries)
        {
            if (!second.TryGet(key, out JinjaValue? other) || !AreEqual(value, other, meter))
            {
                return false;
            }
        }

        return true;
    }
}
