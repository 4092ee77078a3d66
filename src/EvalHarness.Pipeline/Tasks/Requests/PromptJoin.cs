namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>Where delimiters stand between the parts of a prompt.</summary>
internal static class PromptJoin
{
    /// <summary>A text ends in white space.</summary>
    public static bool EndsWithSpace(string text) => text.Length > 0 && IsSpace(text[^1]);

    /// <summary>
    /// Two texts with a delimiter between them, unless one of them is empty or has white space at the seam.
    /// </summary>
    public static string Join(string before, string after, string delimiter) =>
        before.Length == 0 || after.Length == 0 || HasSpace(before, after)
            ? before + after : before + delimiter + after;

    /// <summary>A question, and the beginning of its answer.</summary>
    public static IReadOnlyList<PromptTurn> Turns(string question, string prefix, string delimiter) =>
        prefix.Length == 0
            ? [new("user", question)]
            : [new("user", question, DelimiterTo(question, prefix, delimiter)), new("assistant", prefix)];

    /// <summary>A question and its answer.</summary>
    public static IReadOnlyList<PromptTurn> Turns(string question, string prefix, string answer, TaskFields fields) =>
    [
        new("user", question, prefix.Length == 0
            ? fields.TargetDelimiter : DelimiterTo(question, prefix, fields.TargetDelimiter)),
        new("assistant", Join(prefix, answer, " "), fields.FewShotDelimiter),
    ];

    private static string DelimiterTo(string question, string prefix, string delimiter) =>
        question.Length == 0 || HasSpace(question, prefix) ? "" : delimiter;

    private static bool HasSpace(string before, string after) => IsSpace(before[^1]) || IsSpace(after[0]);

    // Python's str.isspace: Unicode's white space and the four separators of ASCII.
    private static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\x1c' and <= '\x1f';
}
