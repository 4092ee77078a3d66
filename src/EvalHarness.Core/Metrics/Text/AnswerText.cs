using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using EvalHarness.Unicode;

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
    /// The strict form: Unicode normalization form C, line ends as <c>\n</c>, white space trimmed at both ends. Case,
    /// punctuation, signs and inner white space stay.
    /// </summary>
    public static string Strict(string text) => CanonicalForm.Compose(text).ReplaceLineEndings("\n").Trim();

    [GeneratedRegex(@"\b(a|an|the)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Articles();
}
