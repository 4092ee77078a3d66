using System.Text;

namespace EvalHarness.Metrics.Mathematics.Latex;

/// <summary>
/// Reads LaTeX as tokens: <c>\name</c>, <c>\</c> with one other character, a number, a run of ASCII letters, one blank
/// for a run of white space, or a single character.
/// </summary>
internal static class LatexTokens
{
    /// <summary>A run of white space.</summary>
    public const string Blank = " ";

    // Characters that answers have in place of LaTeX.
    private static readonly Dictionary<char, string> s_signs = new()
    {
        ['−'] = "-",
        ['–'] = "-",
        ['×'] = @"\times",
        ['·'] = @"\cdot",
        ['÷'] = @"\div",
        ['π'] = @"\pi",
        ['∞'] = @"\infty",
        ['√'] = @"\sqrt",
        ['∪'] = @"\cup",
        ['≤'] = @"\le",
        ['≥'] = @"\ge",
        ['≠'] = @"\ne",
    };

    /// <summary>The tokens of a text, in order.</summary>
    public static List<string> Read(string text)
    {
        List<string> tokens = [];
        int start = 0;
        while (start < text.Length)
        {
            int end = EndOf(text, start);
            tokens.Add(
                char.IsWhiteSpace(text[start]) ? Blank
                : s_signs.TryGetValue(text[start], out string? command) ? command : text[start..end]);
            start = end;
        }

        return tokens;
    }

    /// <summary>A text whose tokens are these, with blanks only where two tokens would become one.</summary>
    public static string Write(IEnumerable<string> tokens)
    {
        StringBuilder text = new();
        string before = "";
        foreach (string token in tokens)
        {
            bool wouldMerge = (IsCommand(before) && char.IsAsciiLetter(token[0]))
                || (IsNumber(before) && (IsNumber(token) || token == "."));
            text.Append(wouldMerge ? Blank : "").Append(token);
            before = token;
        }

        return text.ToString();
    }

    /// <summary>A token is <c>\name</c>.</summary>
    public static bool IsCommand(string token) => token.Length > 1 && token[0] == '\\' && char.IsAsciiLetter(token[1]);

    /// <summary>A token is a number without a sign.</summary>
    public static bool IsNumber(string token) =>
        token.Length > 0 && (char.IsAsciiDigit(token[0]) || (token.Length > 1 && token[0] == '.'));

    /// <summary>A token is a run of ASCII letters.</summary>
    public static bool IsWord(string token) => token.Length > 0 && char.IsAsciiLetter(token[0]);

    private static int EndOf(string text, int start)
    {
        char first = text[start];
        if (first == '\\')
        {
            int name = SkipLetters(text, start + 1);
            return name > start + 1 ? name : Math.Min(start + 2, text.Length);
        }

        if (char.IsAsciiLetter(first))
        {
            return SkipLetters(text, start);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1])))
        {
            return EndOfNumber(text, start);
        }

        int end = start + 1;
        while (char.IsWhiteSpace(first) && end < text.Length && char.IsWhiteSpace(text[end]))
        {
            end++;
        }

        return end;
    }

    // Digits, a point with or without digits, and an exponent as 1E+22 has it; a point at the end of all is none.
    private static int EndOfNumber(string text, int start)
    {
        int end = SkipDigits(text, start);
        if (end + 1 < text.Length && text[end] == '.' && (char.IsAsciiDigit(text[end + 1]) || text[end + 1] == '\\'))
        {
            end = SkipDigits(text, end + 1);
        }

        bool hasExponent = end + 2 < text.Length && text[end] == 'E' && text[end + 1] is '+' or '-';
        return hasExponent && char.IsAsciiDigit(text[end + 2]) ? SkipDigits(text, end + 2) : end;
    }

    private static int SkipLetters(string text, int start)
    {
        while (start < text.Length && char.IsAsciiLetter(text[start]))
        {
            start++;
        }

        return start;
    }

    private static int SkipDigits(string text, int start)
    {
        while (start < text.Length && char.IsAsciiDigit(text[start]))
        {
            start++;
        }

        return start;
    }
}
