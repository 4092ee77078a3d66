using System.Net;
using System.Text;
using EvalHarness.Pipeline.Reporting.Wording;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>Untrusted text inside GitHub-flavoured Markdown: it forms no markup, link, mention or table cell.</summary>
internal static class MarkdownText
{
    private const string Special = "\\`*_{}[]()#!|~$";

    /// <summary>Text within a line, every character that could mean something escaped.</summary>
    public static string Inline(string text)
    {
        StringBuilder escaped = new(text.Length + 16);
        foreach (char c in VisibleText.OnOneLine(text))
        {
            escaped = c switch
            {
                '<' => escaped.Append("&lt;"),
                '>' => escaped.Append("&gt;"),
                '&' => escaped.Append("&amp;"),
                // An empty comment keeps a name from becoming a mention once the line is rendered.
                '@' => escaped.Append("@<!-- -->"),
                _ when Special.Contains(c, StringComparison.Ordinal) => escaped.Append('\\').Append(c),
                _ => escaped.Append(c),
            };
        }

        return escaped.Replace("www.", "www\\.").Replace("://", "\\://").ToString();
    }

    /// <summary>A name in a code span, safe in a table cell.</summary>
    public static string Code(string name)
    {
        string text = VisibleText.OnOneLine(name).Trim();
        if (text.Length == 0)
        {
            return "–";
        }

        if (text.Contains('|', StringComparison.Ordinal))
        {
            // A table cell ends at a pipe even inside a code span, and there a backslash cannot be escaped.
            return Inline(text);
        }

        string fence = new('`', LongestRun(text) + 1);
        string space = text.StartsWith('`') || text.EndsWith('`') ? " " : "";
        return fence + space + text + space + fence;
    }

    /// <summary>A name inside an HTML element, where Markdown's escapes do not apply.</summary>
    public static string HtmlCode(string name) => $"<code>{Html(name)}</code>";

    /// <summary>Text inside an HTML element, on one line.</summary>
    public static string Html(string text) => WebUtility.HtmlEncode(VisibleText.OnOneLine(text));

    /// <summary>A block of text as it is, inside a fence that it cannot close.</summary>
    public static string Block(string text, string language = "text")
    {
        string visible = VisibleText.From(text);
        string fence = new('`', Math.Max(3, LongestRun(visible) + 1));
        return $"{fence}{language}\n{visible}\n{fence}";
    }

    private static int LongestRun(string text)
    {
        int longest = 0;
        int run = 0;
        foreach (char c in text)
        {
            run = c == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }
}
