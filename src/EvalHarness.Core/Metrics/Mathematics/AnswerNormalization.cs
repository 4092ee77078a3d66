using EvalHarness.Metrics.Mathematics.Latex;
using static EvalHarness.Metrics.Mathematics.Latex.LatexSpelling;

namespace EvalHarness.Metrics.Mathematics;

/// <summary>
/// The normal form of answers that Lewkowycz et al. 2022 publish (Solving Quantitative Reasoning Problems with Language
/// Models, appendix D.1), on LaTeX's tokens rather than on characters, so that no unit is cut out of a command and no
/// article out of a word.
/// </summary>
internal static class AnswerNormalization
{
    // With the blanks that stand between them.
    private static readonly HashSet<string> s_units = new(StringComparer.Ordinal)
    {
        "square", "ways", "integers", "dollars", "mph", "inches", "ft", "hours", "km", "units", "points", "feet",
        "minutes", "digits", "cents", "degrees", "cm", "gm", "pounds", "meters", "meals", "edges", "students",
        "multiples", LatexTokens.Blank,
    };

    // Only as text: outside of it, they are letters.
    private static readonly HashSet<string> s_unitsInText = new(StringComparer.Ordinal) { "m", "s", "th", "." };

    private static readonly HashSet<string> s_wrappers = new(StringComparer.Ordinal)
    {
        @"\text", @"\textbf", @"\textit", @"\textrm", @"\mathrm", @"\mathbf", @"\overline", @"\boxed",
    };

    private static readonly HashSet<string> s_operators = new(StringComparer.Ordinal)
    {
        "+", "-", "*", "/", @"\cdot", @"\times",
    };

    /// <summary>The normal form.</summary>
    public static string Apply(string answer) =>
        LatexTokens.Write(JoinThousands(RightSides(WithoutLook(answer))));

    /// <summary>
    /// The left side of an answer that is one equation with a sum or product there, such as that of a line or a plane;
    /// <c>null</c> for any other, such as the value of a name.
    /// </summary>
    public static string? FindLeftSide(string answer)
    {
        List<string> tokens = WithoutLook(answer);
        int equals = tokens.IndexOf("=");
        return equals > 0 && tokens[..equals].Exists(s_operators.Contains) && RightSides(tokens).IndexOf(",") < 0
            ? LatexTokens.Write(tokens[..equals]) : null;
    }

    private static List<string> WithoutLook(string answer)
    {
        List<string> tokens = TakeMathematics(WithoutArticles(Unify(LatexTokens.Read(answer.Trim()))));
        List<string> bare = Unwrap(tokens, withUnits: false);
        if (bare.Count == 0)
        {
            bare = Unwrap(tokens, withUnits: true);
        }

        List<string> complete = BareScripts(LatexArguments.Complete(JoinDigits(bare)));
        while (complete is [.., "."])
        {
            complete.RemoveAt(complete.Count - 1);
        }

        return complete;
    }

    // "an integer", but not "a + b".
    private static List<string> WithoutArticles(List<string> tokens) =>
        [.. tokens.Where((token, i) => token is not ("a" or "an") || !Is(tokens, i + 1, LatexTokens.Blank)
            || i + 2 >= tokens.Count || tokens[i + 2].Length < 2 || !LatexTokens.IsWord(tokens[i + 2]))];

    private static List<string> Unwrap(List<string> tokens, bool withUnits)
    {
        int[] closings = Closings(tokens);
        HashSet<int> dropped = [];
        List<string> bare = new(tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            int end = i + 1 < tokens.Count ? closings[i + 1] : -1;
            if (dropped.Contains(i))
            {
                continue;
            }

            if (s_wrappers.Contains(tokens[i]) && end > 0 && !IsRepeatingDecimal(tokens, i))
            {
                if (!withUnits && (tokens[i] is @"\text" or @"\textrm" or @"\mathrm") && IsUnit(tokens, i + 2, end))
                {
                    i = SkipExponent(tokens, end);
                    continue;
                }

                dropped.Add(i + 1);
                dropped.Add(end);
            }
            else if (tokens[i] is "and" or "or" or ",")
            {
                if (bare is not [.., ","])
                {
                    bare.Add(",");
                }
            }
            else if (withUnits ? tokens[i] != LatexTokens.Blank : !s_units.Contains(tokens[i]))
            {
                bare.Add(tokens[i]);
            }
            else if (IsDigitGroup(tokens, i))
            {
                bare.Add(LatexTokens.Blank);
            }
        }

        return bare;
    }

    // The place of each opening brace's closing one; else -1.
    private static int[] Closings(List<string> tokens)
    {
        int[] closings = new int[tokens.Count];
        Array.Fill(closings, -1);
        Stack<int> open = new();
        foreach ((int i, string token) in tokens.Index())
        {
            if (token == "{")
            {
                open.Push(i);
            }
            else if (token == "}" && open.TryPop(out int opening))
            {
                closings[opening] = i;
            }
        }

        return closings;
    }

    private static bool IsRepeatingDecimal(List<string> tokens, int i) =>
        tokens[i] == @"\overline" && i > 0 && LatexTokens.IsNumber(tokens[i - 1])
        && tokens[i - 1].Contains('.', StringComparison.Ordinal);

    private static bool IsUnit(List<string> tokens, int start, int end) => start == end
        || tokens[start..end].TrueForAll(token => s_units.Contains(token) || s_unitsInText.Contains(token));

    private static int SkipExponent(List<string> tokens, int place) =>
        Is(tokens, place + 1, "^") && (Is(tokens, place + 2, "2") || Is(tokens, place + 2, "3")) ? place + 2
        : Is(tokens, place + 1, "^") && Is(tokens, place + 4, "}") && tokens[place + 3] is "2" or "3" ? place + 4
        : place;

    private static bool IsDigitGroup(List<string> tokens, int blank) =>
        blank > 0 && blank + 1 < tokens.Count && IsWhole(tokens[blank - 1]) && IsWhole(tokens[blank + 1])
        && tokens[blank] == LatexTokens.Blank && tokens[blank + 1].Length == 3
        && !Is(tokens, blank - 2, "_") && !Is(tokens, blank - 2, "^");

    private static bool IsWhole(string token) => token.All(char.IsAsciiDigit);

    private static List<string> JoinDigits(List<string> tokens)
    {
        List<string> joined = new(tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] == LatexTokens.Blank)
            {
                joined[^1] += tokens[++i];
            }
            else
            {
                joined.Add(tokens[i]);
            }
        }

        return joined;
    }

    // Of each component of a list, what stands behind the last sign of equality or membership.
    private static List<string> RightSides(List<string> tokens)
    {
        List<string> sides = new(tokens.Count);
        int start = 0;
        int depth = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            depth += tokens[i] is "(" or "[" or "{" or @"\{" ? 1 : tokens[i] is ")" or "]" or "}" or @"\}" ? -1 : 0;
            bool isSign = tokens[i] == @"\in" || (tokens[i] == "=" && sides is not [.., "<" or ">" or "!"]);
            if (depth == 0 && isSign)
            {
                sides.RemoveRange(start, sides.Count - start);
                continue;
            }

            sides.Add(tokens[i]);
            start = depth == 0 && tokens[i] == "," ? sides.Count : start;
        }

        return sides;
    }

    // 100,000 and -1,234.5: groups of three digits and nothing else.
    private static List<string> JoinThousands(List<string> tokens)
    {
        int first = tokens is ["-" or "+", ..] ? 1 : 0;
        bool isNumber = tokens.Count - first >= 3 && (tokens.Count - first) % 2 == 1
            && IsWhole(tokens[first]) && tokens[first].Length <= 3 && tokens[first][0] != '0';
        for (int i = first + 1; isNumber && i < tokens.Count; i += 2)
        {
            string group = tokens[i + 1].Split('.')[0];
            isNumber = tokens[i] == "," && group.Length == 3 && IsWhole(group)
                && (group == tokens[i + 1] || i + 2 == tokens.Count);
        }

        return isNumber ? [.. tokens[..first], string.Concat(tokens[first..].Where(token => token != ","))] : tokens;
    }
}
