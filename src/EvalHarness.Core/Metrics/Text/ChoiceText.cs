using System.Text.RegularExpressions;

namespace EvalHarness.Metrics.Text;

/// <summary>
/// Reads which of several choices an answer names. A letter decides where the answer begins with it ("B", "(B)",
/// "**B.** Paris") or says so ("The answer is B"); then a letter that stands alone as the only one of them; then the
/// text of a choice, where only one occurs. None and several are both no answer.
/// </summary>
internal static partial class ChoiceText
{
    private const int Letters = 26;

    /// <summary>Index of the choice that a text names, from 0; <c>null</c> for none or several.</summary>
    /// <param name="text">The answer.</param>
    /// <param name="choices">Texts of the choices; empty where only letters are known.</param>
    public static int? Read(string text, IReadOnlyList<string> choices)
    {
        int count = choices.Count > 0 ? choices.Count : Letters;
        string plain = AnswerText.Collapse(Emphasis().Replace(text, " "));
        return Whole(plain, choices)
            ?? Only(Declared().Matches(plain), count)
            ?? Leading(plain, count)
            ?? (Only(Alone().Matches(plain), count) is { } alone ? alone
                : Alone().Matches(plain).Any(letter => Index(letter, count) is not null) ? null
                : OnlyText(plain, choices));
    }

    /// <summary>Index of the choice that a target is: its letter or its text; <c>null</c> for neither.</summary>
    public static int? ReadTarget(string target, IReadOnlyList<string> choices)
    {
        int count = choices.Count > 0 ? choices.Count : Letters;
        return Whole(AnswerText.Collapse(target), choices) is { } text ? text
            : Bare().Match(target) is { Success: true } letter ? Index(letter, count)
            : null;
    }

    // The whole answer is a choice's text, final punctuation and case aside.
    private static int? Whole(string text, IReadOnlyList<string> choices)
    {
        int[] found =
        [
            .. Enumerable.Range(0, choices.Count).Where(choice => string.Equals(
                Bared(choices[choice]), Bared(text), StringComparison.OrdinalIgnoreCase)),
        ];
        return found is [var only] ? only : null;
    }

    private static int? Leading(string text, int count) =>
        Bare().Match(text) is { Success: true } bare ? Index(bare, count)
        : Start().Match(text) is { Success: true } start ? Index(start, count)
        : null;

    private static int? Only(MatchCollection letters, int count)
    {
        int[] found = [.. letters.Select(letter => Index(letter, count)).OfType<int>().Distinct()];
        return found is [var only] ? only : null;
    }

    private static int? OnlyText(string text, IReadOnlyList<string> choices)
    {
        int[] found = [.. Enumerable.Range(0, choices.Count).Where(choice => Occurs(text, choices[choice]))];

        // "New York City" also holds "New York": the longer one is meant.
        int[] longest =
        [
            .. found.Where(choice => !found.Any(other => other != choice
                && choices[other].Length > choices[choice].Length && Occurs(choices[other], choices[choice]))),
        ];
        return longest is [var only] ? only : null;
    }

    private static bool Occurs(string text, string choice) =>
        AnswerText.Collapse(choice) is { Length: > 0 } wanted && WordBorders.Contains(text, wanted);

    private static string Bared(string text) => AnswerText.Collapse(text).Trim('.', '"', '\'', '“', '”');

    private static int? Index(Match match, int count)
    {
        int index = char.ToUpperInvariant(match.Groups["letter"].Value[0]) - 'A';
        return index < count ? index : null;
    }

    [GeneratedRegex(@"\\boxed|\\text|[*_`#$\\]+", RegexOptions.CultureInvariant)]
    private static partial Regex Emphasis();

    // Nothing but a letter: "b", "(B)", "B.", "[B]".
    [GeneratedRegex(@"^\W*(?<letter>[A-Za-z])\W*$", RegexOptions.CultureInvariant)]
    private static partial Regex Bare();

    // "B. Paris", "(B) Paris", "B: Paris", "B) Paris", "B - Paris", "B, because".
    [GeneratedRegex(@"^(?:[\(\[\{](?<letter>[A-Z])[\)\]\}]|(?<letter>[A-Z])(?:[.:,;\)]| [-–—]))(?:\s|$)",
        RegexOptions.CultureInvariant)]
    private static partial Regex Start();

    [GeneratedRegex(
        @"(?:[Aa]nswer|ANSWER|[Cc]hoice|[Oo]ption)"
        + @"(?:\s+(?:is|was|would be|should be|must be|choice|option))*\s*[:=]?\s*"
        + @"[\(\[\{""'“]*(?<letter>[A-Z])(?![\p{L}\p{N}'’])(?!\s+[a-z])",
        RegexOptions.CultureInvariant)]
    private static partial Regex Declared();

    // "A dog" is an article and "I think" a pronoun; "A or B" and "A is right" are letters.
    [GeneratedRegex(
        @"(?<![\p{L}\p{N}'’.-])(?<letter>[A-Z])(?![\p{L}\p{N}'’-])(?<!I(?=\s+\p{Ll}))"
        + @"(?<!A(?=\s+(?!(?:or|and|is|are|was|because|since|as|but|nor)\b)\p{Ll}))",
        RegexOptions.CultureInvariant)]
    private static partial Regex Alone();
}
