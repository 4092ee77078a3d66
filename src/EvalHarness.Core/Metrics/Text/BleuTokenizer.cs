using System.Text.RegularExpressions;

namespace EvalHarness.Metrics.Text;

/// <summary>Splits segments into the words that BLEU counts, in one of sacreBLEU's ways.</summary>
internal sealed partial class BleuTokenizer
{
    private readonly Func<string, string> _separate;

    private BleuTokenizer(string name, Func<string, string> separate) => (Name, _separate) = (name, separate);

    /// <summary>
    /// The tokenization of WMT's mteval script, "13a", in which BLEU scores are reported (Post 2018).
    /// </summary>
    public static BleuTokenizer Default { get; } = new("13a", SeparateWestern);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BleuTokenizer> All { get; } =
    [
        Default,
        new("intl", InternationalTokenization.Separate),
        new("zh", line => SeparateSymbols(ChineseTokenization.Separate(line))),
        new("char", line => string.Join(' ', line.EnumerateRunes())),
        new("none", line => line),
    ];

    /// <summary>Name as in sacreBLEU's signature.</summary>
    public string Name { get; }

    /// <summary>The words of a segment.</summary>
    public string[] Tokenize(string segment) => _separate(segment.TrimEnd(SacreBleuSpace.Characters))
        .Split(SacreBleuSpace.Characters, StringSplitOptions.RemoveEmptyEntries);

    private static string SeparateWestern(string segment)
    {
        string line = segment
            .Replace("<skipped>", "", StringComparison.Ordinal)
            .Replace("-\n", "", StringComparison.Ordinal)
            .Replace('\n', ' ')
            .Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal)
            .Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal);
        return SeparateSymbols($" {line} ");
    }

    private static string SeparateSymbols(string line)
    {
        line = Symbols().Replace(line, " $0 ");
        line = PointOrCommaBehindNonDigit().Replace(line, "$1 $2 ");
        line = PointOrCommaBeforeNonDigit().Replace(line, " $1 $2");
        return HyphenBehindDigit().Replace(line, "$1 - ");
    }

    // Every ASCII symbol but the apostrophe, the comma, the hyphen and the point; and the blank, which changes nothing.
    [GeneratedRegex(@"[!-&(-+/:-@\[-`{-~]", RegexOptions.CultureInvariant)]
    private static partial Regex Symbols();

    [GeneratedRegex("([^0-9])([.,])", RegexOptions.CultureInvariant)]
    private static partial Regex PointOrCommaBehindNonDigit();

    [GeneratedRegex("([.,])([^0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex PointOrCommaBeforeNonDigit();

    [GeneratedRegex("([0-9])-", RegexOptions.CultureInvariant)]
    private static partial Regex HyphenBehindDigit();
}
