using EvalHarness.Statistics;

namespace EvalHarness.Judging;

/// <summary>How many of some items are as wanted.</summary>
/// <param name="Hits">Items that are; 0 to <paramref name="Items"/>.</param>
/// <param name="Items">All items; at least 1.</param>
public sealed record Proportion(int Hits, int Items)
{
    /// <summary>The share, 0–1.</summary>
    public double Share => (double)Hits / Items;

    /// <summary>Wilson's interval of the share.</summary>
    public Interval Interval(double confidence = 0.95) => WilsonInterval.Of(Hits, Items, confidence);

    /// <summary>Counts; <c>null</c> without items.</summary>
    public static Proportion? Of<T>(IEnumerable<T> items, Func<T, bool> isHit)
    {
        bool[] hits = [.. items.Select(isHit)];
        return hits.Length == 0 ? null : new Proportion(hits.Count(hit => hit), hits.Length);
    }
}
