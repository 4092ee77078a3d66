using System.Text.RegularExpressions;

namespace EvalHarness.Metrics.Filters;

/// <summary>The forms in which a number stands alone as an answer.</summary>
internal static partial class NumberForms
{
    /// <summary>A number and nothing else: with a sign, a currency sign before it, thousands, a percent sign.</summary>
    [GeneratedRegex(
        @"^[-+\u2212]?\p{Sc}?[-+\u2212]?[0-9][0-9,'’\u00A0\u202F]*(\.[0-9]+)?([eE][-+]?[0-9]+)?$|^[-+\u2212]?\.[0-9]+$",
        RegexOptions.CultureInvariant)]
    public static partial Regex Only();
}
