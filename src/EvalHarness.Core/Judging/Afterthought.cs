using System.Buffers;

namespace EvalHarness.Judging;

/// <summary>
/// What a judge writes after its JSON object. A farewell changes nothing; a sentence that goes on after the object may
/// have quoted it ("… says {"verdict": 5}, but …"), and one that speaks of grades or gives a number may replace it.
/// </summary>
internal static class Afterthought
{
    private static readonly SearchValues<string> s_grading = SearchValues.Create(
        ["grade", "score", "rating", "verdict", "judg", "instead", "correct"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The object cannot be taken for the judge's word.</summary>
    /// <param name="rest">The answer after its last object; a Markdown fence and end markers do not count.</param>
    /// <param name="key">The key that holds the judge's word.</param>
    public static bool Takes(ReadOnlySpan<char> rest, string key)
    {
        int line = rest.IndexOfAny('\r', '\n');
        ReadOnlySpan<char> sameLine = EndMarkers.Cut(rest[..(line < 0 ? rest.Length : line)]);
        return GoesOn(sameLine)
            || HasAny(EndMarkers.Cut(rest), char.IsDigit)
            || rest.ContainsAny(s_grading)
            || rest.Contains(key, StringComparison.OrdinalIgnoreCase);
    }

    // A new sentence begins with a capital letter.
    private static bool GoesOn(ReadOnlySpan<char> line)
    {
        foreach (char character in line)
        {
            if (char.IsLetter(character))
            {
                return !char.IsUpper(character);
            }
        }

        return false;
    }

    private static bool HasAny(ReadOnlySpan<char> text, Predicate<char> isWanted)
    {
        foreach (char character in text)
        {
            if (isWanted(character))
            {
                return true;
            }
        }

        return false;
    }
}
