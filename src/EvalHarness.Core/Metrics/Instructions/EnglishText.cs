using System.Globalization;

namespace EvalHarness.Metrics.Instructions;

/// <summary>Case as Python's <c>str</c> has it, and whether a text is English.</summary>
internal static class EnglishText
{
    private const double LeastShare = 0.15;

    // The most frequent words of English, which hardly any English text of a few words lacks.
    private static readonly HashSet<string> s_frequent = new(
        ("a about after all also an and any are as at back be because been but by can come could day do does "
        + "each even every few first for from get give go good had has have he her here him his how i if in "
        + "into is it its just know let like little long look made make many may me more most much must my new "
        + "no not now of on one only or other our out over people please said say see she should so some such "
        + "take than that the their them then there these they thing think this time to too two up us use very "
        + "want was way we well were what when where which while who why will with without work would year yes "
        + "you your").Split(' '),
        StringComparer.OrdinalIgnoreCase);

    /// <summary><c>isupper</c>: a cased letter, and none that is not upper case.</summary>
    public static bool IsUpper(string text) => HasOnly(text, UnicodeCategory.UppercaseLetter);

    /// <summary><c>islower</c>: a cased letter, and none that is not lower case.</summary>
    public static bool IsLower(string text) => HasOnly(text, UnicodeCategory.LowercaseLetter);

    /// <summary>At least 15 of 100 words are among the most frequent ones of English.</summary>
    public static bool IsEnglish(string text)
    {
        string[] words = new string([.. text.Select(character =>
                char.IsLetter(character) ? character : character is '\'' or '’' ? '\'' : ' ')])
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        int frequent = words.Count(word => s_frequent.Contains(word.Split('\'')[0]));
        return frequent > 0 && frequent >= LeastShare * words.Length;
    }

    private static bool HasOnly(string text, UnicodeCategory wanted)
    {
        UnicodeCategory[] cased =
        [
            .. text.Select(char.GetUnicodeCategory).Where(category => category is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter),
        ];
        return cased.Length > 0 && cased.All(category => category == wanted);
    }
}
