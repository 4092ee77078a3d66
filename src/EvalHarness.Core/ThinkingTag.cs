namespace EvalHarness;

/// <summary>A tag of a thinking block, where it stands in a text.</summary>
/// <param name="Name">As configured.</param>
/// <param name="IsClosing">It ends a block.</param>
/// <param name="Start">Index of its first character.</param>
/// <param name="End">Index behind its last character.</param>
internal readonly record struct ThinkingTag(string Name, bool IsClosing, int Start, int End)
{
    /// <summary>Every tag of a text in its order, those between backticks left out.</summary>
    public static IEnumerable<ThinkingTag> FindAll(string text, IReadOnlyList<string> names) =>
        names.Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)
            .SelectMany(name => Find(text, name, Opening(name), isClosing: false)
                .Concat(Find(text, name, Closing(name), isClosing: true)))
            .Where(tag => !tag.IsQuoted(text))
            .OrderBy(tag => tag.Start);

    private bool IsQuoted(string text) =>
        Start > 0 && text[Start - 1] == '`' && End < text.Length && text[End] == '`';

    private static IEnumerable<ThinkingTag> Find(string text, string name, string tag, bool isClosing)
    {
        int start = text.IndexOf(tag, StringComparison.OrdinalIgnoreCase);
        while (start >= 0)
        {
            yield return new(name, isClosing, start, start + tag.Length);
            start = text.IndexOf(tag, start + tag.Length, StringComparison.OrdinalIgnoreCase);
        }
    }

    private static string Opening(string name) => char.IsLetter(name[0]) ? $"<{name}>" : name;

    private static string Closing(string name) => char.IsLetter(name[0]) ? $"</{name}>" : $"{name[0]}/{name[1..]}";
}
