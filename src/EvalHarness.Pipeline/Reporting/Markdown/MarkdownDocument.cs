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

    /// <summary>The bytes of the text, UTF-8.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(_text.ToString().TrimEnd('\n') + "\n");
}
