namespace EvalHarness.Judging;

/// <summary>What a judge's answer says once its thoughts and a Markdown fence around the rest are taken away.</summary>
public static class AnswerBody
{
    private const string Fence = "```";

    /// <summary>The answer without closed thinking blocks and fence; as it is when a block does not end.</summary>
    /// <param name="answer">A judge's text.</param>
    /// <param name="thinkingTags">Tags around its thoughts; <c>null</c> for the usual ones.</param>
    public static string From(string answer, IReadOnlyList<string>? thinkingTags = null)
    {
        ArgumentNullException.ThrowIfNull(answer);
        AnswerParts parts = ThinkingBlocks.Split(answer, thinkingTags ?? ThinkingBlocks.DefaultTags);
        return Unfenced(parts.IsUnclosed ? answer : parts.Answer);
    }

    /// <summary>A text without white space and a fence around it.</summary>
    internal static string Unfenced(string text)
    {
        string inner = text.Trim();
        if (inner.Length <= 2 * Fence.Length || !inner.StartsWith(Fence, StringComparison.Ordinal)
            || !inner.EndsWith(Fence, StringComparison.Ordinal))
        {
            return inner;
        }

        inner = inner[Fence.Length..^Fence.Length];
        return (inner.StartsWith("json", StringComparison.OrdinalIgnoreCase) ? inner[4..] : inner).Trim();
    }
}
