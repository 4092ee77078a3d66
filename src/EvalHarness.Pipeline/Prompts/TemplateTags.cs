using System.Text;
using System.Text.RegularExpressions;

namespace EvalHarness.Pipeline.Prompts;

/// <summary>A Handlebars template taken apart into tags and the texts between them.</summary>
/// <remarks>
/// Only variables, notes and the blocks <c>if</c>, <c>unless</c> and <c>each</c> are let through: partials, helpers and
/// paths into objects could reach what a prompt has no business with.
/// </remarks>
internal sealed partial class TemplateTags
{
    private const string Allowed =
        "{{variable}}, {{#if variable}}, {{#unless variable}}, {{#each variable}} or {{! note }}";

    private const string Outer = "../";

    private readonly List<TemplateTag> _tags = [];
    private readonly List<string> _texts = [];

    /// <summary>Takes a template apart.</summary>
    /// <exception cref="InvalidInputException">A tag is not allowed or not closed.</exception>
    public TemplateTags(string place, string template)
    {
        StringBuilder text = new();
        int end = 0;
        for (Match match = Tag().Match(template); match.Success; match = match.NextMatch())
        {
            text.Append(template, end, match.Index - end);
            end = match.Index + match.Length;
            if (match.Groups["escape"] is { Success: true } escape)
            {
                // A backslash keeps braces from being a tag; two before braces are a backslash, elsewhere they are two.
                text.Append(escape.Value is "\\{{" ? "{{"
                    : end < template.Length && template[end] == '{' ? "\\" : "\\\\");
                continue;
            }

            _tags.Add(Parse(PlaceOf(place, template, match.Index), match));
            _texts.Add(text.ToString());
            text.Clear();
        }

        int unclosed = template.IndexOf("{{", end, StringComparison.Ordinal);
        if (unclosed >= 0)
        {
            throw new InvalidInputException(
                PlaceOf(place, template, unclosed), "{{ without }}", "}} after it, or \\{{ where braces are meant");
        }

        _texts.Add(text.Append(template, end, template.Length - end).ToString());
    }

    /// <summary>All tags in order.</summary>
    public IReadOnlyList<TemplateTag> Tags => _tags;

    /// <summary>The text before each tag and after the last one: one more than there are tags.</summary>
    public IReadOnlyList<string> Texts => _texts;

    private static string PlaceOf(string place, string template, int index) =>
        $"{place}, template line {1 + template.AsSpan(0, index).Count('\n')}";

    private static TemplateTag Parse(string place, Match match)
    {
        (TemplateTagKind kind, string block, string name) = match.Groups["note"].Success
            ? (TemplateTagKind.Note, "", "")
            : Read(place, match);
        bool isOuter = name.StartsWith(Outer, StringComparison.Ordinal);
        return new(
            kind, block, isOuter ? name[Outer.Length..] : name, isOuter, match.Value, place,
            match.Groups["before"].Success, match.Groups["after"].Success);
    }

    private static (TemplateTagKind Kind, string Block, string Name) Read(string place, Match match)
    {
        string content = match.Groups["content"].Value.Trim();
        int braces = match.Groups["open"].Length;
        if (Shape().Match(content) is not { Success: true } shape || braces > 3)
        {
            throw new InvalidInputException(place, match.Value, Allowed);
        }

        if (braces != match.Groups["close"].Length)
        {
            throw new InvalidInputException(
                place, match.Value, "as many braces on the right as on the left",
                "Put a space between the tag and a brace that belongs to the text.");
        }

        return content == "else" ? (TemplateTagKind.Else, "", "")
            : shape.Groups["close"] is { Success: true } close ? (TemplateTagKind.Close, close.Value, "")
            : shape.Groups["block"] is { Success: true } block
                ? (TemplateTagKind.Open, block.Value, shape.Groups["name"].Value)
            : (TemplateTagKind.Variable, "", content);
    }

    [GeneratedRegex("""
        (?<escape>\\\\|\\\{\{)
        |\{\{(?<before>~)?(?<note>!--[\s\S]*?--)(?<after>~)?\}\}
        |\{\{(?<before>~)?(?<note>![\s\S]*?)(?<after>~)?\}\}
        |(?<open>\{\{+)(?<before>~)?(?<content>[\s\S]*?)(?<after>~)?(?<close>\}\}+)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Tag();

    [GeneratedRegex("""
        ^(\#(?<block>if|unless|each)\s+(?<name>(\.\./(?!this\z))?[A-Za-z_][A-Za-z0-9_-]*|@index|@first|@last)
        |/(?<close>if|unless|each)
        |(\.\./(?!this\z))?[A-Za-z_][A-Za-z0-9_-]*|@index|@first|@last)\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Shape();
}
