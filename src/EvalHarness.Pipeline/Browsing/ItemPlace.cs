using System.Globalization;

namespace EvalHarness.Pipeline.Browsing;

/// <summary>Where an item stands in an order: what comes after it is found without counting what is before.</summary>
/// <param name="Item">Number of the item.</param>
/// <param name="Value">What it is ordered by; <c>null</c> in the dataset's order, and where it has no value.</param>
internal readonly record struct ItemPlace(long Item, double? Value)
{
    /// <summary>As addresses write it: <c>17</c>, <c>17,0.25</c>.</summary>
    public override string ToString() => Value is { } value
        ? string.Create(CultureInfo.InvariantCulture, $"{Item},{value:R}")
        : Item.ToString(CultureInfo.InvariantCulture);

    /// <summary>The place that an address writes; <c>null</c> where it writes none.</summary>
    public static ItemPlace? Parse(string? text)
    {
        string[] parts = text?.Split(',') ?? [];
        double value = 0;
        return parts.Length is 1 or 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long item)
            && (parts.Length == 1
                || double.TryParse(parts[1], NumberStyles.Float, CultureInfo.InvariantCulture, out value))
            ? new(item, parts.Length == 2 ? value : null)
            : null;
    }
}
