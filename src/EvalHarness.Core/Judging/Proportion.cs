using EvalHarness.Statistics;
using MathNet.Numerics.Distributions;

namespace EvalHarness.Judging;

/// <summary>How many of some items are as wanted.</summary>
/// <param name="Hits">Items that are; 0 to <paramref name="Items"/>.</param>
/// <param name="Items">All items; at least 1.</param>
public sealed record Proportion(int Hits, int Items)
{
    /// <summary>The share, 0–1.</summary>
    public double Share => (double)Hits / Items;

    /// <summary>Wilson's interval of the share.</summary>
    public Interval Interval(double confidence = 0.95) => WilsonInterval.From(Hits, Items, confidence);

    /// <summary>One-sided lower bound of the share (Clopper and Pearson, 1934), never too high.</summary>
    /// <param name="confidence">1 − α, between 0 and 1.</param>
    public double LowerBound(double confidence = 0.95) =>
        Hits == 0 ? 0 : Beta.InvCDF(Hits, Items - Hits + 1, 1 - confidence);

    /// <summary>
    /// Items that would put the lower bound at a limit if as large a share of them were as wanted; <c>null</c> when the
    /// share itself does not exceed the limit.
    /// </summary>
    public int? ItemsFor(double limit, double confidence = 0.95)
    {
        if (Share <= limit)
        {
            return null;
        }

        (int low, int high) = (0, 1);
        while (!Meets(high))
        {
            if (high > int.MaxValue / 4)
            {
                return null;
            }

            (low, high) = (high, 2 * high);
        }

        while (high - low > 1)
        {
            int middle = low + ((high - low) / 2);
            (low, high) = Meets(middle) ? (low, middle) : (middle, high);
        }

        return high;

        bool Meets(int items) => new Proportion((int)Math.Floor(Share * items), items).LowerBound(confidence) >= limit;
    }

    /// <summary>Counts; <c>null</c> without items.</summary>
    public static Proportion? From<T>(IEnumerable<T> items, Func<T, bool> isHit)
    {
        bool[] hits = [.. items.Select(isHit)];
        return hits.Length == 0 ? null : new Proportion(hits.Count(hit => hit), hits.Length);
    }
}
