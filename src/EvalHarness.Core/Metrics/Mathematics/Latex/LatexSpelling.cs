namespace EvalHarness.Metrics.Mathematics.Latex;

/// <summary>One spelling for what LaTeX writes in several ways, and none for what only concerns its look.</summary>
internal static class LatexSpelling
{
    private static readonly Dictionary<string, string> s_names = new(StringComparer.Ordinal)
    {
        [@"\dfrac"] = @"\frac",
        [@"\tfrac"] = @"\frac",
        [@"\cfrac"] = @"\frac",
        [@"\lbrace"] = @"\{",
        [@"\rbrace"] = @"\}",
        [@"\leq"] = @"\le",
        [@"\geq"] = @"\ge",
        [@"\neq"] = @"\ne",
        [@"\vert"] = "|",
        [@"\lvert"] = "|",
        [@"\rvert"] = "|",
        [@"\%"] = "%",
        [@"\("] = "$",
        [@"\)"] = "$",
        [@"\["] = "$",
        [@"\]"] = "$",
        [@"\mbox"] = @"\text",
        [@"\fbox"] = @"\boxed",
        ["~"] = LatexTokens.Blank,
        [@"\ "] = LatexTokens.Blank,
        [@"\,"] = LatexTokens.Blank,
        [@"\;"] = LatexTokens.Blank,
        [@"\:"] = LatexTokens.Blank,
        [@"\quad"] = LatexTokens.Blank,
        [@"\qquad"] = LatexTokens.Blank,
    };

    private static readonly HashSet<string> s_silent = new(StringComparer.Ordinal)
    {
        @"\!", @"\$", @"\ldots", @"\dots", @"\degree", "°", "\"", @"\displaystyle", @"\big", @"\Big", @"\bigl",
        @"\bigr", @"\Bigl", @"\Bigr",
    };

    /// <summary>The tokens in their one spelling, without degree signs, quotes, dots and escaped dollars.</summary>
    public static List<string> Unify(List<string> tokens)
    {
        List<string> unified = new(tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            string token = s_names.GetValueOrDefault(tokens[i], tokens[i]);
            if (token is @"\left" or @"\right")
            {
                i += Is(tokens, i + 1, ".") ? 1 : 0;
            }
            else if (token == "^" && LengthOfDegree(tokens, i + 1) is > 0 and int length)
            {
                i += length;
            }
            else if (IsThousandsComma(tokens, i, out int skipped))
            {
                i += skipped;
            }
            else if (!s_silent.Contains(token))
            {
                unified.Add(token);
            }
        }

        return unified;
    }

    /// <summary>What stands between the first two dollar signs; without two, all but a dollar sign.</summary>
    public static List<string> TakeMathematics(List<string> tokens)
    {
        int start = tokens.IndexOf("$");
        while (start >= 0 && Is(tokens, start + 1, "$"))
        {
            start++;
        }

        int end = start < 0 ? -1 : tokens.IndexOf("$", start + 1);
        return end < 0 ? [.. tokens.Where(token => token != "$")] : tokens[(start + 1)..end];
    }

    /// <summary>
    /// The tokens with no braces around a single character behind <c>^</c> and <c>_</c>, and without empty ones.
    /// </summary>
    public static List<string> BareScripts(List<string> tokens)
    {
        List<string> bare = new(tokens.Count);
        for (int i = 0; i < tokens.Count; i++)
        {
            if (tokens[i] is "^" or "_" && Is(tokens, i + 1, "{") && Is(tokens, i + 2, "}"))
            {
                i += 2;
                continue;
            }

            bare.Add(tokens[i]);
            if (tokens[i] is "^" or "_" && Is(tokens, i + 1, "{") && Is(tokens, i + 3, "}")
                && tokens[i + 2] is [var only] && only is not ('{' or '}'))
            {
                bare.Add(tokens[i + 2]);
                i += 3;
            }
        }

        return bare;
    }

    /// <summary>A token stands at a place.</summary>
    public static bool Is(List<string> tokens, int place, string token) =>
        place >= 0 && place < tokens.Count && tokens[place] == token;

    private static int LengthOfDegree(List<string> tokens, int place) =>
        Is(tokens, place, @"\circ") ? 1
        : Is(tokens, place, "{") && Is(tokens, place + 1, @"\circ") && Is(tokens, place + 2, "}") ? 3 : 0;

    // 10,\!000 and 10{,}000.
    private static bool IsThousandsComma(List<string> tokens, int place, out int skipped)
    {
        bool isNegativeSpace = Is(tokens, place, ",") && Is(tokens, place + 1, @"\!");
        bool isBraced = Is(tokens, place, "{") && Is(tokens, place + 1, ",") && Is(tokens, place + 2, "}");
        skipped = isNegativeSpace ? 1 : 2;
        return isNegativeSpace || isBraced;
    }
}
