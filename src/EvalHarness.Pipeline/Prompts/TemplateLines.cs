namespace EvalHarness.Pipeline.Prompts;

/// <summary>The white space of a Handlebars template.</summary>
internal static class TemplateLines
{
    private static readonly char[] s_blanks = [' ', '\t'];

    /// <summary>
    /// The texts between the tags as they are written: a tilde takes all white space on its side, and a block's tag or
    /// note that stands alone on a line takes the line with it.
    /// </summary>
    /// <remarks>The rules are those of the Handlebars specification, "Whitespace Control".</remarks>
    public static IReadOnlyList<string> Trim(TemplateTags template)
    {
        (IReadOnlyList<TemplateTag> tags, IReadOnlyList<string> texts) = (template.Tags, template.Texts);
        string[] trimmed = [.. texts];
        for (int i = 0; i < tags.Count; i++)
        {
            bool alone = tags[i].Kind != TemplateTagKind.Variable
                && BeginsLine(texts[i], isFirst: i == 0)
                && EndsLine(texts[i + 1], isLast: i == tags.Count - 1);
            trimmed[i] = tags[i].TrimBefore ? trimmed[i].TrimEnd()
                : alone ? trimmed[i].TrimEnd(s_blanks) : trimmed[i];
            trimmed[i + 1] = tags[i].TrimAfter ? trimmed[i + 1].TrimStart()
                : alone ? WithoutLineEnd(trimmed[i + 1]) : trimmed[i + 1];
        }

        return trimmed;
    }

    private static bool BeginsLine(string before, bool isFirst)
    {
        ReadOnlySpan<char> blank = before.AsSpan()[before.AsSpan().TrimEnd().Length..];
        return blank.Contains('\n') || (isFirst && blank.Length == before.Length);
    }

    private static bool EndsLine(string after, bool isLast) => after.AsSpan().TrimStart(s_blanks) switch
    {
        ['\n', ..] or ['\r', '\n', ..] => true,
        [] => isLast,
        _ => false,
    };

    private static string WithoutLineEnd(string text)
    {
        string rest = text.TrimStart(s_blanks);
        return rest switch
        {
            ['\r', '\n', ..] => rest[2..],
            ['\n', ..] => rest[1..],
            _ => rest,
        };
    }
}
