using System.Text.RegularExpressions;

namespace EvalHarness.Metrics.Text;

/// <summary>The "13a" tokenization of WMT's mteval script, in which BLEU scores are reported (Post 2018).</summary>
internal static partial class BleuTokenizer
{
    /// <summary>Splits a segment into the words that BLEU counts.</summary>
    public static string[] Tokenize(string segment)
    {
        string line = segment.TrimEnd(SacreBleuSpace.Characters)
            .Replace("<skipped>", "", StringComparison.Ordinal)
            .Replace("-\n", "", StringComparison.Ordinal)
            .Replace('\n', ' ')
            .Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal);
        line = Symbols().Replace($" {line} ", " $0 ");
        line = PointOrCommaBehindNonDigit().Replace(line, "$1 $2 ");
        line = PointOrCommaBeforeNonDigit().Replace(line, " $1 $2");
        line = HyphenBehindDigit().Replace(line, "$1 - ");
        return line.Split(SacreBleuSpace.Characters, StringSplitOptions.RemoveEmptyEntries);
    }

    // Every ASCII symbol but the apostrophe, the comma, the hyphen and the point.
    [GeneratedRegex(@"[!-&(-+/:-@\[-`{-~]", RegexOptions.CultureInvariant)]
    private static partial Regex Symbols();

    [GeneratedRegex("([^0-9])([.,])", RegexOptions.CultureInvariant)]
    private static partial Regex PointOrCommaBehindNonDigit();

    [GeneratedRegex("([.,])([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex PointOrCommaBeforeNonDigit();

    [GeneratedRegex("([0-9])-", RegexOptions.CultureInvariant)]
    private static partial Regex HyphenBehindDigit();
}
