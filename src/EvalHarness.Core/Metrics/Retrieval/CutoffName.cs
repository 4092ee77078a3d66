using System.Globalization;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>Names of metrics of the first K, such as <c>recall@10</c>.</summary>
public static class CutoffName
{
    private const int MostDigits = 9;

    /// <summary>K of a name; <c>null</c> for the name of another metric.</summary>
    /// <param name="name">The name.</param>
    /// <param name="measure">What is before the sign: <c>recall</c>.</param>
    public static int? Find(string name, string measure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(measure);
        return name.StartsWith(measure + "@", StringComparison.Ordinal) ? Parse(name[(measure.Length + 1)..]) : null;
    }

    /// <summary>A K as names have it: a number above 0 without sign or leading zeros.</summary>
    internal static int? Parse(string digits) =>
        digits.Length is > 0 and <= MostDigits && digits[0] != '0'
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int cutoff) ? cutoff : null;
}
