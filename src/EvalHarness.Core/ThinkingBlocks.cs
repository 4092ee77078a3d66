namespace EvalHarness;

/// <summary>
/// Cuts the thoughts out of a reasoning model's text. A block goes from an opening tag to the closing tag of the same
/// name; blocks of one name nest, and a doubled opening tag counts once. A closing tag without an opening one ends a
/// block that began with the text, because some chat templates write the opening tag into the prompt. A block that is
/// never closed leaves no answer: what follows it may be a draft. A tag directly between backticks is quoted, not
/// meant.
/// </summary>
public static class ThinkingBlocks
{
    /// <summary>Names of the tags that are cut when nothing else is configured.</summary>
    public static IReadOnlyList<string> DefaultTags { get; } = ["think", "thinking", "thought", "reasoning"];

    /// <summary>Tells a text's answer and its thoughts apart.</summary>
    /// <param name="text">A model's whole text.</param>
    /// <param name="tags">Tag names, case aside: <c>think</c> stands for <c>&lt;think&gt;</c> and
    /// <c>&lt;/think&gt;</c>. One that does not start with a letter is the opening tag itself: <c>[THINK]</c> is closed
    /// by <c>[/THINK]</c>. Empty: nothing is cut.</param>
    public static AnswerParts Split(string text, IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(tags);
        List<ThinkingTag> found = [.. ThinkingTag.FindAll(text, tags)];
        if (found.Count == 0)
        {
            return new(text);
        }

        List<string> answer = [];
        List<string> thoughts = [];
        int start = 0;
        for (int i = 0; i < found.Count; i++)
        {
            ThinkingTag tag = found[i];
            if (tag.IsClosing)
            {
                // Whatever seemed to be an answer before it was part of the thoughts.
                thoughts = [text[..tag.Start]];
                answer.Clear();
            }
            else
            {
                int closing = FindClosing(text, found, i);
                if (closing < 0)
                {
                    return new("", text.Trim(), IsUnclosed: true);
                }

                answer.Add(text[start..tag.Start]);
                thoughts.Add(text[tag.End..found[closing].Start]);
                i = closing;
            }

            start = found[i].End;
        }

        answer.Add(text[start..]);
        string reasoning = string.Join("\n\n", thoughts.Select(thought => thought.Trim()).Where(IsText));
        return new(string.Concat(answer).Trim(), reasoning.Length > 0 ? reasoning : null);
    }

    private static bool IsText(string thought) => thought.Length > 0;

    // Index of the tag that closes the block, or −1.
    private static int FindClosing(string text, List<ThinkingTag> found, int opening)
    {
        int depth = 1;
        for (int i = opening + 1; i < found.Count; i++)
        {
            ThinkingTag tag = found[i];
            if (tag.Name != found[opening].Name)
            {
                continue;
            }

            // The template writes the tag and the model writes it once more.
            bool isDoubled = !tag.IsClosing && string.IsNullOrWhiteSpace(text[found[i - 1].End..tag.Start])
                && !found[i - 1].IsClosing && depth == 1;
            depth += tag.IsClosing ? -1 : isDoubled ? 0 : 1;
            if (depth == 0)
            {
                return i;
            }
        }

        return -1;
    }
}
