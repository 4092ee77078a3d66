using System.Globalization;

namespace EvalHarness.Pipeline.Configuration.Loading;

/// <summary>The bounds of a number, checked and put in words.</summary>
internal static class NumberRange
{
    /// <summary>The value lies within the property's bounds.</summary>
    public static bool Contains(ConfigurationProperty property, double value) => property.Range is not { } range
        || ((range.MinimumIsExclusive ? value > Bound(range.Minimum) : value >= Bound(range.Minimum))
            && value <= Bound(range.Maximum));

    /// <summary>Such as <c>a number above 0, at most 1</c>.</summary>
    public static string Describe(ConfigurationProperty property, string kind)
    {
        if (property.Range is not { } range)
        {
            return kind;
        }

        (string low, string high) = (Text(range.Minimum), Text(range.Maximum));
        return (range.MinimumIsExclusive, IsOpen(range.Maximum)) switch
        {
            (true, true) => $"{kind} above {low}",
            (true, false) => $"{kind} above {low} and at most {high}",
            (false, true) => $"{kind} of at least {low}",
            (false, false) => $"{kind} from {low} to {high}",
        };
    }

    /// <summary>The bound is the type's own largest value, so it is none.</summary>
    public static bool IsOpen(object maximum) => maximum is int.MaxValue or double.MaxValue;

    /// <summary>A bound as a number.</summary>
    public static double Bound(object bound) => Convert.ToDouble(bound, CultureInfo.InvariantCulture);

    private static string Text(object bound) => Convert.ToString(bound, CultureInfo.InvariantCulture)!;
}
