using EvalHarness.Metrics.Mathematics.Latex;

namespace EvalHarness.Metrics.Mathematics.Expressions;

/// <summary>Tells the letters of an expression from words.</summary>
internal static class LetterTokens
{
    // Longer runs of letters are words, which no order of factors can change.
    private const int MaxLetters = 3;

    private static readonly HashSet<string> s_greek = new(
        @"\alpha \beta \gamma \delta \epsilon \varepsilon \zeta \eta \theta \vartheta \iota \kappa \lambda \mu \nu \xi
        \pi \rho \sigma \tau \upsilon \phi \varphi \chi \psi \omega \Gamma \Delta \Theta \Lambda \Xi \Pi \Sigma \Upsilon
        \Phi \Psi \Omega".Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries),
        StringComparer.Ordinal);

    /// <summary>A token is a Greek letter's command.</summary>
    public static bool IsGreek(string token) => s_greek.Contains(token);

    /// <summary>
    /// The tokens with single letters in place of short runs, and commands in place of functions and π that are written
    /// without a backslash; without blanks behind commands and subscripts.
    /// </summary>
    /// <exception cref="FormatException">A run of letters is a word.</exception>
    public static List<string> Split(IReadOnlyList<string> tokens)
    {
        List<string> split = new(tokens.Count);
        foreach (string token in tokens)
        {
            if (token == LatexTokens.Blank && split is [.., var before]
                && (LatexTokens.IsCommand(before) || split is [.., "_", _]))
            {
                continue;
            }

            if (!LatexTokens.IsWord(token))
            {
                split.Add(token);
            }
            else if (token == "pi" || (FunctionExpression.Find(token) is not null && token != "abs"))
            {
                split.Add("\\" + token);
            }
            else if (token.Length <= MaxLetters)
            {
                split.AddRange(token.Select(letter => letter.ToString()));
            }
            else
            {
                throw new FormatException($"\"{token}\" is a word");
            }
        }

        return split;
    }
}
