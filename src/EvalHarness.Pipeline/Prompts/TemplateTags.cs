using System.Text.RegularExpressions;

namespace EvalHarness.Pipeline.Prompts;

/// <summary>
/// Reads the tags of a Handlebars template. Only variables and the blocks <c>if</c>, <c>unless</c> and <c>each</c> are
/// let through: partials, helpers and paths into objects could reach what a prompt has no business with.
/// </summary>
internal static partial class TemplateTags
{
    private const string Allowed =
        "{{variable}}, {{#if variable}}, {{#unless variable}}, {{#each variable}} or {{! note }}";

    /// <summary>All tags in order, comments left out.</summary>
    /// <exception cref="InvalidInputException">A tag is not allowed, or blocks do not match.</exception>
    public static IReadOnlyList<TemplateTag> Read(string place, string template)
    {
        List<TemplateTag> tags = [];
        for (Match match = Tag().Match(template); match.Success; match = match.NextMatch())
        {
            int line = 1 + template.AsSpan(0, match.Index).Count('\n');
            if (!match.Groups["note"].Success)
            {
                tags.Add(Parse(place, match, line));
            }
        }

        CheckBlocks(place, tags);
        return tags;
    }

    /// <summary>
    /// Names of the variables that the tags use, each once, without an <c>each</c> block's own words.
    /// </summary>
    public static IReadOnlyList<string> Variables(IEnumerable<TemplateTag> tags) =>
    [
        .. tags.Select(tag => tag.Kind switch
            {
                TemplateTagKind.Variable => tag.Name,
                TemplateTagKind.Open => tag.Argument,
                _ => null,
            })
            .OfType<string>()
            .Where(name => name != "this" && name[0] != '@')
            .Distinct(StringComparer.Ordinal),
    ];

    private static TemplateTag Parse(string place, Match match, int line)
    {
        string content = match.Groups["content"].Value.Trim('~', '{', '}').Trim();
        if (content == "else")
        {
            return new(TemplateTagKind.Else, content, null, line);
        }

        Match shape = Shape().Match(content);
        return !shape.Success || match.Value.StartsWith("{{{{", StringComparison.Ordinal)
            ? throw new InvalidInputException($"{place}, template line {line}", match.Value, Allowed)
            : shape.Groups["open"] is { Success: true } open
                ? new(TemplateTagKind.Open, open.Value, shape.Groups["argument"].Value, line)
                : shape.Groups["close"] is { Success: true } close
                    ? new(TemplateTagKind.Close, close.Value, null, line)
                    : new(TemplateTagKind.Variable, shape.Groups["variable"].Value, null, line);
    }

    private static void CheckBlocks(string place, List<TemplateTag> tags)
    {
        Stack<TemplateTag> open = new();
        foreach (TemplateTag tag in tags)
        {
            if (!Fits(tag, open))
            {
                string slash = tag.Kind == TemplateTagKind.Close ? "/" : "";
                throw new InvalidInputException(
                    Place(place, tag), $"{{{{{slash}{tag.Name}}}}} without an open block",
                    "blocks that are opened and closed in order");
            }

            if (tag.Kind == TemplateTagKind.Variable && tags.Any(other => IsListOf(tag.Name, other)))
            {
                throw new InvalidInputException(
                    Place(place, tag), $"{{{{{tag.Name}}}}} used as a text and as a list",
                    "one use per variable, with {{this}} for each line of a list");
            }

            if (tag.Kind == TemplateTagKind.Open)
            {
                open.Push(tag);
            }
        }

        if (open.TryPop(out TemplateTag? unclosed))
        {
            throw new InvalidInputException(
                Place(place, unclosed), $"{{{{#{unclosed.Name}}}}} without its closing tag",
                $"{{{{/{unclosed.Name}}}}} after it");
        }
    }

    private static string Place(string place, TemplateTag tag) => $"{place}, template line {tag.Line}";

    private static bool IsListOf(string variable, TemplateTag tag) =>
        tag.Kind == TemplateTagKind.Open && tag.Name == "each" && tag.Argument == variable;

    private static bool Fits(TemplateTag tag, Stack<TemplateTag> open) => tag.Kind switch
    {
        TemplateTagKind.Close => open.TryPop(out TemplateTag? opened) && opened.Name == tag.Name,
        TemplateTagKind.Else => open.Count > 0,
        TemplateTagKind.Variable when tag.Name == "this" || tag.Name[0] == '@' =>
            open.Any(block => block.Name == "each"),
        _ => true,
    };

    [GeneratedRegex(@"\{\{~?!--(?<note>[\s\S]*?)--~?\}\}|\{\{~?!(?<note>[\s\S]*?)\}\}|\{\{(?<content>[\s\S]*?)\}\}+")]
    private static partial Regex Tag();

    [GeneratedRegex("""
        ^(\#(?<open>if|unless|each)\s+(?<argument>[A-Za-z_][A-Za-z0-9_-]*)
        |/(?<close>if|unless|each)
        |(?<variable>[A-Za-z_][A-Za-z0-9_-]*|@index|@first|@last))$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Shape();
}
