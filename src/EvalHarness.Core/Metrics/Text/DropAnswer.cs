using System.Globalization;
using System.Text.RegularExpressions;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// Exact match and F1 of an answer to DROP (Dua et al. 2019), as lm-evaluation-harness computes them: words without
/// case, punctuation and articles, numbers by their value; F1 is that of sets of words, divided by the number of texts
/// that an answer has, to two decimals.
/// </summary>
public static partial class DropAnswer
{
    /// <summary>The best match of an output with any of the right answers.</summary>
    /// <param name="output">The output.</param>
    /// <param name="answers">The right answers, each a list of texts; one with a blank first text never counts.</param>
    /// <returns>Exact match, 0 or 1, and F1, 0 to 1.</returns>
    public static (double Exact, double F1) Score(string output, IEnumerable<IReadOnlyList<string>> answers)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(answers);
        string given = Normalize(output);
        (double exact, double f1) = (0, 0);
        foreach (IReadOnlyList<string> answer in answers)
        {
            if (answer.Count == 0 || string.IsNullOrWhiteSpace(answer[0]))
            {
                continue;
            }

            string[] right = [.. answer.Select(Normalize)];
            exact = Math.Max(exact, right is [var only] && only == given ? 1 : 0);
            f1 = Math.Max(f1, Math.Round(right.Max(text => Overlap(given, text)) / right.Length * 100) / 100);
        }

        return (exact, f1);
    }

    // A right answer with numbers shares one, or nothing counts.
    private static double Overlap(string given, string right)
    {
        HashSet<string> ours = WordsOf(given);
        HashSet<string> theirs = WordsOf(right);
        string[] numbers = [.. theirs.Where(word => NumberOf(word) is not null)];
        if (numbers.Length > 0 && !numbers.Any(ours.Contains))
        {
            return 0;
        }

        double shared = theirs.Count(ours.Contains);
        double precision = ours.Count == 0 ? 1 : shared / ours.Count;
        double recall = theirs.Count == 0 ? 1 : shared / theirs.Count;
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }

    private static HashSet<string> WordsOf(string normal) =>
        new(normal.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static string Normalize(string answer) => string.Join(' ', answer.Split(' ', '-')
        .Select(token => NormalizeToken(token.ToLowerInvariant())).Where(token => token.Length > 0));

    private static string NormalizeToken(string token)
    {
        string bare = NumberOf(token) is null ? string.Concat(token.Where(sign => !IsPunctuation(sign))) : token;
        string valued = NumberOf(bare) is { } number ? number.ToString("R", CultureInfo.InvariantCulture) : bare;
        string[] words = Article().Replace(valued, " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words);
    }

    private static double? NumberOf(string token) =>
        PythonFloat().IsMatch(token) && double.TryParse(
            token.Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture,
            out double value) ? value : null;

    private static bool IsPunctuation(char sign) =>
        char.IsAscii(sign) && (char.IsPunctuation(sign) || char.IsSymbol(sign));

    [GeneratedRegex(@"\b(a|an|the)\b")]
    private static partial Regex Article();

    // What float() reads, but for words such as "inf" and "nan", which are words here.
    [GeneratedRegex(
        @"^\s*[+-]?(\d+(_\d+)*\.?(\d+(_\d+)*)?|\.\d+(_\d+)*)(e[+-]?\d+(_\d+)*)?\s*$", RegexOptions.ECMAScript)]
    private static partial Regex PythonFloat();
}
