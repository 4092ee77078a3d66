using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using EvalHarness.Unicode;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// The words of an answer: lower case, without articles (a, an, the) and ASCII punctuation, as SQuAD has it, but for
/// what belongs to a number. Kept are its sign, its decimal point or comma, a currency sign before or behind it, a
/// percent sign behind it, and what joins digits (10:30, 1/2, 3-5, 2^8). Commas between thousands are dropped, a blank
/// before a percent sign too, and U+2212 is a minus sign.
/// </summary>
internal static partial class AnswerWords
{
    private const string Joining = ".,:/-^*";

    private static readonly SearchValues<char> s_punctuation =
        SearchValues.Create("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~");

    /// <summary>The words in reading order.</summary>
    public static string[] Split(string text)
    {
        string lower = CanonicalForm.Compose(text).ToLowerInvariant().Replace('\u2212', '-');
        lower = BlankBeforePercent().Replace(Thousands().Replace(lower, ""), "");
        StringBuilder kept = new(lower.Length);
        for (int i = 0; i < lower.Length; i++)
        {
            if (!s_punctuation.Contains(lower[i]) || IsPartOfNumber(lower, i))
            {
                kept.Append(lower[i]);
            }
        }

        return Articles().Replace(kept.ToString(), " ").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    private static bool IsPartOfNumber(string text, int at)
    {
        char before = at > 0 ? text[at - 1] : ' ';
        bool followsDigit = char.IsDigit(before);
        bool isBeforeDigit = char.IsDigit(Next(text, at + 1));
        bool isBeforeNumber = isBeforeDigit
            || (Next(text, at + 1) == '.' && char.IsDigit(Next(text, at + 2)))
            || (Next(text, at + 1) == '$' && char.IsDigit(Next(text, at + 2)));
        return text[at] switch
        {
            _ when followsDigit && isBeforeDigit && Joining.Contains(text[at], StringComparison.Ordinal) => true,
            '.' => isBeforeDigit && !char.IsLetterOrDigit(before),
            '-' or '+' => isBeforeNumber && (!char.IsLetter(before) || IsExponent(text, at - 1)),
            '%' => followsDigit,
            '$' => followsDigit || isBeforeNumber || (Next(text, at + 1) == '-' && char.IsDigit(Next(text, at + 2))),
            _ => false,
        };
    }

    private static bool IsExponent(string text, int at) => text[at] == 'e' && at > 0 && char.IsDigit(text[at - 1]);

    private static char Next(string text, int at) => at < text.Length ? text[at] : ' ';

    [GeneratedRegex(@"(?<=(?<![0-9.,])[0-9]{1,3}(?:,[0-9]{3})*),(?=[0-9]{3}(?:,[0-9]{3})*(?![0-9,]))",
        RegexOptions.CultureInvariant)]
    private static partial Regex Thousands();

    [GeneratedRegex(@"(?<=[0-9])\s+(?=%)", RegexOptions.CultureInvariant)]
    private static partial Regex BlankBeforePercent();

    [GeneratedRegex(@"\b(a|an|the)\b", RegexOptions.CultureInvariant)]
    private static partial Regex Articles();
}
