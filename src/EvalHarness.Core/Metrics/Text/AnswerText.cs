using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace EvalHarness.Metrics.Text;

/// <summary>The forms in which answers are compared.</summary>
public static partial class AnswerText
{
    private static readonly SearchValues<char> s_punctuation =
        SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    /// <summary>
    /// SQuAD's normal form (Rajpurkar et al. 2016): lower case, no ASCII punctuation, no articles (a, an, the),
    /// white space collapsed.
    /// </summary>
    public static string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        StringBuilder bare = new(text.Length);
        foreach (char c in text)
        {
            if (!s_punctuation.Contains(c))
            {
                bare.Append(char.ToLowerInvariant(c));
            }
        }

        return Collapse(Articles().Replace(bare.ToString(), " "));
    }

    /// <summary>Trimmed, every run of white space one blank.</summary>
    public static string Collapse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>
    /// Two answers are the same when their normal forms are. Where a normal form is empty (the answer is "A", or
    /// "?"), nothing is left to compare, so the collapsed texts must agree instead, case aside.
    /// </summary>
    public static bool AreEqual(string prediction, string target)
    {
        string expected = Normalize(target);
        string given = Normalize(prediction);
        return expected.Length == 0 || given.Length == 0
            ? string.Equals(Collapse(prediction), Collapse(target), StringComparison.OrdinalIgnoreCase)
            : given == expected;
    }

    [GeneratedRegex(@"\b(a|an|the)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Articles();
}
