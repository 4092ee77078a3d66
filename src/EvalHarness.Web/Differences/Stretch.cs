namespace EvalHarness.Web.Differences;

/// <summary>A stretch of a text that is marked in one way.</summary>
/// <param name="Text">As written; never empty.</param>
/// <param name="IsChanged">The other text lacks it.</param>
/// <param name="IsQuoted">A judge quotes it.</param>
public sealed record Stretch(string Text, bool IsChanged, bool IsQuoted)
{
    /// <summary>A text with its changed words and the quotations that are found in it.</summary>
    /// <param name="segments">The text, in stretches that changed or did not.</param>
    /// <param name="quotes">Quotations, letter for letter; those that are not in the text mark nothing.</param>
    public static IReadOnlyList<Stretch> From(IReadOnlyList<WordSegment> segments, IEnumerable<string> quotes)
    {
        ArgumentNullException.ThrowIfNull(segments);
        ArgumentNullException.ThrowIfNull(quotes);
        string text = string.Concat(segments.Select(segment => segment.Text));
        bool[] isQuoted = new bool[text.Length];
        foreach (string quote in quotes.Where(quote => quote.Length > 0))
        {
            if (text.IndexOf(quote, StringComparison.Ordinal) is >= 0 and int at)
            {
                Array.Fill(isQuoted, true, at, quote.Length);
            }
        }

        List<Stretch> stretches = [];
        int start = 0;
        foreach (WordSegment segment in segments)
        {
            for (int end = start + segment.Text.Length; start < end;)
            {
                int at = start + 1;
                while (at < end && isQuoted[at] == isQuoted[start])
                {
                    at++;
                }

                stretches.Add(new(text[start..at], segment.IsChanged, isQuoted[start]));
                start = at;
            }
        }

        return stretches;
    }
}
