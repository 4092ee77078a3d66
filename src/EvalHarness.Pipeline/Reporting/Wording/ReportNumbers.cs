using System.Globalization;
using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>
/// How numbers read in every report: invariant culture, digits that fit the size of the value, a true minus sign,
/// and an em dash for what is missing or not finite.
/// </summary>
internal static class ReportNumbers
{
    /// <summary>What stands for a missing value.</summary>
    public const string Missing = "—";

    /// <summary>A metric's value on its own scale: four decimals below 10, fewer above.</summary>
    public static string Score(double? value) => Format(value, static v => v switch
    {
        < 10 => "0.0000",
        < 100 => "0.00",
        < 1e7 => "0.0",
        _ => "0.000e+0",
    });

    /// <summary>A difference of metric values, with its sign; a value that rounds to zero has none.</summary>
    public static string Difference(double? value)
    {
        string text = Score(value);
        return value > 0 && text.AsSpan().ContainsAnyInRange('1', '9') ? "+" + text : text;
    }

    /// <summary>An interval of differences: <c>[−0.0123, +0.0045]</c>; missing when either end is.</summary>
    public static string Interval(double? low, double? high) =>
        IsMissing(low) || IsMissing(high) ? Missing : $"[{Difference(low)}, {Difference(high)}]";

    /// <summary>A change in margins with its sign and two decimals.</summary>
    public static string Margins(double? change) => IsMissing(change)
        ? Missing
        : change!.Value.ToString("+0.00;−0.00;0.00", CultureInfo.InvariantCulture);

    /// <summary>Bounds of a change in margins: <c>[−0.90, +0.04]</c>; missing when either is.</summary>
    public static string Margins(double? low, double? high) =>
        IsMissing(low) || IsMissing(high) ? Missing : $"[{Margins(low)}, {Margins(high)}]";

    /// <summary>A probability with four decimals; the smallest are given as <c>&lt; 0.0001</c>.</summary>
    public static string Probability(double? value) =>
        value is >= 0 and < 0.0001 ? "< 0.0001" : Format(value, static _ => "0.0000");

    /// <summary>A share 0–1 as a percentage with one decimal.</summary>
    public static string Percent(double? share) =>
        IsMissing(share) ? Missing : Format(share * 100, static _ => "0.0") + " %";

    /// <summary>A level such as 0.95 as a percentage without needless decimals: <c>95 %</c>, <c>97.5 %</c>.</summary>
    public static string Level(double level) => Format(level * 100, static _ => "0.##") + " %";

    /// <summary>A range of shares: <c>[92.6 %, 99.2 %]</c>; missing when either end is.</summary>
    public static string PercentRange(double? low, double? high) =>
        IsMissing(low) || IsMissing(high) ? Missing : $"[{Percent(low)}, {Percent(high)}]";

    /// <summary>The 95 % interval of a share: <c>[92.6 %, 99.2 %]</c>; <c>null</c> without a share.</summary>
    public static string? Brackets(Proportion? share) =>
        share is null ? null : PercentRange(share.Interval().Low, share.Interval().High);

    /// <summary>A coefficient of agreement or a mean grade: three decimals.</summary>
    public static string Coefficient(double? value) => Format(value, static _ => "0.000");

    /// <summary>An interval of these: <c>[0.902, 0.956]</c>; missing when either end is.</summary>
    public static string Range(double? low, double? high) =>
        IsMissing(low) || IsMissing(high) ? Missing : $"[{Coefficient(low)}, {Coefficient(high)}]";

    /// <summary>An interval of scores: <c>[78.04, 94.43]</c>; missing when either end is.</summary>
    public static string ScoreRange(double? low, double? high) =>
        IsMissing(low) || IsMissing(high) ? Missing : $"[{Score(low)}, {Score(high)}]";

    /// <summary>Money: <c>$0.0123</c>, with two decimals from a dollar on.</summary>
    public static string Usd(double? value) =>
        IsMissing(value) ? Missing : "$" + Format(value, static v => v < 1 ? "0.0000" : "0.00");

    /// <summary>A size in decimal units: <c>11.2 MB</c> is 11 200 000 bytes.</summary>
    public static string Bytes(long? bytes) => bytes switch
    {
        null => Missing,
        < 1000 => Invariant($"{bytes} B"),
        < 999_950 => Invariant($"{bytes / 1e3:0.0} kB"),
        < 999_950_000 => Invariant($"{bytes / 1e6:0.0} MB"),
        _ => Invariant($"{bytes / 1e9:0.00} GB"),
    };

    /// <summary>A rate or a time: about three significant digits.</summary>
    public static string Measure(double? value) => Format(value, static v => v switch
    {
        < 10 => "0.00",
        < 100 => "0.0",
        < 1e7 => "0",
        _ => "0.00e+0",
    });

    /// <summary>A perplexity: at least four significant digits.</summary>
    public static string Perplexity(double? value) => Format(value, static v => v switch
    {
        < 100 => "0.000",
        < 10_000 => "0.0",
        < 1e7 => "0",
        _ => "0.000e+0",
    });

    /// <summary>A divergence in nats, with six decimals.</summary>
    public static string Divergence(double? value) => Format(value, static _ => "0.000000");

    /// <summary>Bits per weight with two decimals.</summary>
    public static string Bits(double? value) => Format(value, static _ => "0.00");

    /// <summary>A ratio such as <c>1.24×</c>; missing when either value is, or when the denominator is 0.</summary>
    public static string Ratio(double? numerator, double? denominator) =>
        IsMissing(numerator) || IsMissing(denominator) || denominator == 0
            ? Missing
            : Format(numerator / denominator, static _ => "0.00") + "×";

    /// <summary>A count with a thin space between thousands.</summary>
    public static string Count(long? value) =>
        value is null ? Missing : Invariant($"{value:#,0}").Replace(',', '\u202F').Replace('-', '−');

    /// <summary>A time in UTC: <c>2026-01-31 12:00:00 UTC</c>.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Format(double? value, Func<double, string> format)
    {
        if (IsMissing(value))
        {
            return Missing;
        }

        string text = value!.Value.ToString(format(Math.Abs(value.Value)), CultureInfo.InvariantCulture);
        bool isZero = !text.AsSpan().ContainsAnyInRange('1', '9');
        return text.StartsWith('-') ? (isZero ? "" : "−") + text[1..] : text;
    }

    private static bool IsMissing(double? value) => value is null || !double.IsFinite(value.Value);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
