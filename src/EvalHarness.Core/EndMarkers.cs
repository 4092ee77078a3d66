namespace EvalHarness;

/// <summary>
/// Tokens by which chat models end their turn. A server that stops one token late, or prints special tokens, leaves
/// them at the end of the text, where they are no part of what the model said.
/// </summary>
public static class EndMarkers
{
    private static readonly string[] s_all =
    [
        "<|im_end|>", "<|eot_id|>", "<|eom_id|>", "<|end|>", "<|end_of_text|>", "<|endoftext|>", "<|return|>",
        "<|end_of_turn|>", "<end_of_turn>", "<turn|>", "<|END_OF_TURN_TOKEN|>", "<｜end▁of▁sentence｜>", "<eos>", "</s>",
    ];

    /// <summary>A text without the end markers at its end, and without the white space before and after them.</summary>
    /// <param name="text">The text; unchanged, white space included, when it does not end in a marker.</param>
    public static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text;
        while (EndOf(rest) is { } marker)
        {
            // "</s>" also closes a tag of HTML.
            if (marker == "</s>" && rest.Contains("<s>", StringComparison.Ordinal))
            {
                break;
            }

            rest = rest.TrimEnd()[..^marker.Length];
            text = rest.TrimEnd();
        }

        return text;
    }

    private static string? EndOf(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> trimmed = text.TrimEnd();
        foreach (string marker in s_all)
        {
            if (trimmed.EndsWith(marker, StringComparison.Ordinal))
            {
                return marker;
            }
        }

        return null;
    }
}
