using System.Globalization;

namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>
/// How long an endpoint asks to wait: <c>retry-after-ms</c>, or <c>Retry-After</c> in seconds or as a date.
/// </summary>
internal static class RetryAfter
{
    // Longer than any call may take, and short enough for every timer.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    // RFC 9110, 5.6.7: the form in use and the two that are obsolete.
    private static readonly string[] s_dates =
        ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy"];

    /// <summary>The wait; <c>null</c> when neither header says one that can be used.</summary>
    /// <param name="header">Value of a header by name; <c>null</c> when there is none.</param>
    /// <param name="now">What dates are counted from.</param>
    public static TimeSpan? Read(Func<string, string?> header, DateTimeOffset now) =>
        NumberOf(header("retry-after-ms"), milliseconds: true)
        ?? NumberOf(header("Retry-After"), milliseconds: false)
        ?? DateOf(header("Retry-After"), now);

    private static TimeSpan? NumberOf(string? text, bool milliseconds) =>
        double.TryParse(text?.Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
        && double.IsFinite(number)
            ? TimeSpan.FromSeconds(Math.Min(milliseconds ? number / 1000 : number, s_longest.TotalSeconds))
            : null;

    private static TimeSpan? DateOf(string? text, DateTimeOffset now) =>
        DateTimeOffset.TryParseExact(
            text?.Trim(), s_dates, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal,
            out DateTimeOffset until)
        && until > now
            ? TimeSpan.FromTicks(Math.Min((until - now).Ticks, s_longest.Ticks))
            : null;
}
