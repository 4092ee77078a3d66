using System.Globalization;

namespace EvalHarness.Web.Drawing;

/// <summary>A horizontal axis: where a value stands between its ends, and which round values are marked.</summary>
public sealed class AxisScale
{
    private const double Padding = 0.05;
    private static readonly double[] s_roundFactors = [1, 2, 5, 10];

    private readonly bool _isSigned;

    private AxisScale(double low, double high, int mostTicks, bool isSigned = true)
    {
        _isSigned = isSigned;
        double range = high - low;
        (Low, High) = (low - (Padding * range), high + (Padding * range));
        double step = Step(High - Low, mostTicks);
        List<double> ticks = [];
        for (double k = Math.Ceiling(Low / step); k * step <= High; k++)
        {
            // Adding 0 turns −0 into 0.
            ticks.Add((k * step) + 0.0);
        }

        Ticks = ticks;
    }

    /// <summary>Value at the left end.</summary>
    public double Low { get; }

    /// <summary>Value at the right end; greater than <see cref="Low"/>.</summary>
    public double High { get; }

    /// <summary>Round values within the ends, zero among them on an axis of differences.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>
    /// An axis that shows zero, the margin when there is one, and the values; values many margins away do not shrink
    /// the rest, they lie beyond the end.
    /// </summary>
    /// <param name="values">Values to show; those that are missing or not finite are left out.</param>
    /// <param name="margin">The gate's margin; <c>null</c> when the metric has none.</param>
    /// <param name="mostTicks">About as many ticks as there is room for.</param>
    /// <param name="shownMargins">Values as many margins from zero are shown.</param>
    public static AxisScale Covering(
        IEnumerable<double?> values, double? margin = null, int mostTicks = 6, int shownMargins = 6)
    {
        double reach = margin is > 0 ? shownMargins * margin.Value : double.PositiveInfinity;
        double low = margin is > 0 ? -2 * margin.Value : 0;
        double high = margin is > 0 ? margin.Value : 0;
        foreach (double? value in values)
        {
            if (value is { } number && double.IsFinite(number))
            {
                low = Math.Abs(number) <= reach ? Math.Min(low, number) : low;
                high = Math.Abs(number) <= reach ? Math.Max(high, number) : high;
            }
        }

        return high - low > 1e-12 && double.IsFinite(high - low) ? new(low, high, mostTicks) : new(-1, 1, mostTicks);
    }

    /// <summary>An axis of levels, which need not show zero: just wide enough for the values.</summary>
    /// <param name="values">Values to show; those that are missing or not finite are left out.</param>
    /// <param name="mostTicks">About as many ticks as there is room for.</param>
    public static AxisScale Spanning(IEnumerable<double?> values, int mostTicks = 6)
    {
        double[] known = [.. values.Where(value => value is { } number && double.IsFinite(number))
            .Select(value => value!.Value)];
        double low = known.DefaultIfEmpty(0).Min();
        double high = known.DefaultIfEmpty(1).Max();
        bool isWide = high - low > 1e-9 * Math.Max(1, Math.Abs(high)) && double.IsFinite(high - low);
        return isWide ? new(low, high, mostTicks, isSigned: false) : Around(known.FirstOrDefault(), mostTicks);
    }

    /// <summary>A value's place, 0 at the left end to 1 at the right; values beyond an end stand at the end.</summary>
    public double Share(double value) => (Math.Clamp(value, Low, High) - Low) / (High - Low);

    /// <summary>A value's place as an SVG percentage; values beyond an end stand at the end.</summary>
    public string Percent(double value) =>
        Percent(Math.Clamp(value, Low, High), Low, High);

    /// <summary>The length between two values as an SVG percentage.</summary>
    public string Length(double from, double to) =>
        Percent(Math.Clamp(to, Low, High) - Math.Clamp(from, Low, High), 0, High - Low);

    /// <summary>The value lies beyond the left (−1) or right (1) end, or within (0).</summary>
    public int Beyond(double value) => value < Low ? -1 : value > High ? 1 : 0;

    /// <summary>A tick in as many decimals as the step needs.</summary>
    public string Label(double tick)
    {
        double step = Ticks.Count > 1 ? Ticks[1] - Ticks[0] : 1;
        int decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 12);
        string text = Math.Abs(tick).ToString("F" + decimals.ToString(CultureInfo.InvariantCulture),
            CultureInfo.InvariantCulture);
        return tick == 0 ? "0" : (tick < 0 ? "−" : _isSigned ? "+" : "") + text;
    }

    // One value, or values so far apart that their distance is not finite.
    private static AxisScale Around(double value, int mostTicks)
    {
        double centre = Math.Clamp(value, -1e12, 1e12);
        double reach = Math.Max(0.5, Math.Abs(centre) / 10);
        return new(centre - reach, centre + reach, mostTicks, isSigned: false);
    }

    private static string Percent(double value, double low, double high) =>
        ((value - low) / (high - low) * 100).ToString("0.###", CultureInfo.InvariantCulture) + "%";

    private static double Step(double range, int mostTicks)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(range / mostTicks)));
        return s_roundFactors.Select(factor => factor * power)
            .First(step => range / step <= mostTicks || step >= 10 * power);
    }
}
