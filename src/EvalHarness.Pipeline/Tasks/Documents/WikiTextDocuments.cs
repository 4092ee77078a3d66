using System.Text.RegularExpressions;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// WikiText's pages as they are scored: <c>text</c> is the page without the blanks round its punctuation; words and
/// bytes are counted on <c>page</c>.
/// </summary>
internal static partial class WikiTextDocuments
{
    private static readonly (string Spaced, string Joined)[] s_punctuation =
    [
        (" @-@ ", "-"), (" @,@ ", ","), (" @.@ ", "."),
        (" : ", ": "), (" ; ", "; "), (" . ", ". "), (" ! ", "! "), (" ? ", "? "), (" , ", ", "),
    ];

    private static readonly (Regex Pair, string Joined)[] s_pairs =
    [
        (Parentheses(), "($1)"), (Brackets(), "[$1]"), (Braces(), "{$1}"), (Quotes(), "\"$1\""),
        (Apostrophes(), "'$1'"),
    ];

    private static readonly (string Spaced, string Joined)[] s_rest =
    [
        ("= = = =", "===="), ("= = =", "==="), ("= =", "=="), (" \u00b0 ", "\u00b0"), (" \n", "\n"), ("\n ", "\n"),
        (" N ", " 1 "), (" 's", "'s"),
    ];

    /// <summary>Adds the column.</summary>
    public static void Change(Dictionary<string, object?> columns) => columns["text"] = Join(columns.Text("page"));

    /// <summary>A page as text that reads on.</summary>
    public static string Join(string page)
    {
        string text = page.Replace("s '", "s'", StringComparison.Ordinal);
        text = SlashedDigit().Replace(text, "/'[0-9]/");
        text = Replace(text, s_punctuation);
        foreach ((Regex pair, string joined) in s_pairs)
        {
            text = pair.Replace(text, joined);
        }

        return Replace(text, s_rest);
    }

    private static string Replace(string text, (string Spaced, string Joined)[] pairs) => pairs.Aggregate(
        text, (changed, pair) => changed.Replace(pair.Spaced, pair.Joined, StringComparison.Ordinal));

    [GeneratedRegex("/' [0-9]/")]
    private static partial Regex SlashedDigit();

    [GeneratedRegex(@"\(\s*([^\)]*?)\s*\)")]
    private static partial Regex Parentheses();

    [GeneratedRegex(@"\[\s*([^\]]*?)\s*\]")]
    private static partial Regex Brackets();

    [GeneratedRegex(@"{\s*([^}]*?)\s*}")]
    private static partial Regex Braces();

    [GeneratedRegex("\"\\s*([^\"]*?)\\s*\"")]
    private static partial Regex Quotes();

    [GeneratedRegex(@"'\s*([^']*?)\s*'")]
    private static partial Regex Apostrophes();
}
