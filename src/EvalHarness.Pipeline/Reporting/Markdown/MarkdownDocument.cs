using System.Text;

namespace EvalHarness.Pipeline.Reporting.Markdown;

/// <summary>A Markdown text being written; callers escape what they pass, with <see cref="MarkdownText"/>.</summary>
internal sealed class MarkdownDocument
{
    private readonly StringBuilder _text = new();

    /// <summary>Appends lines as they are, then an empty line.</summary>
    public void Block(params IEnumerable<string> lines)
    {
        foreach (string line in lines)
        {
            _text.Append(line).Append('\n');
        }

        _text.Append('\n');
    }

    /// <summary>Appends a table; a header that starts with <c>&gt;</c> aligns its column to the right.</summary>
    public void Table(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<string>> rows)
    {
        IEnumerable<string> rules = header.Select(name => name.StartsWith('>') ? "--:" : "---");
        string[] head = [Row(header.Select(name => name.TrimStart('>'))), Row(rules)];
        Block(head.Concat(rows.Select(Row)));
    }

    /// <summary>The bytes of the text, UTF-8.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString().TrimEnd('\n') + "\n");

    private static string Row(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
