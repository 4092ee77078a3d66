namespace EvalHarness.Inference.Tokenization;

/// <summary>
/// One pass over a part of a text that is scored token by token. Windows follow one another without scoring a token
/// twice, and each is given as much of the text before it as fits.
/// </summary>
/// <remarks>
/// Source: lm-evaluation-harness, <c>get_rolling_token_windows</c>.
/// </remarks>
/// <param name="Start">First token that is fed.</param>
/// <param name="FirstPredicted">First token that is predicted; at least <paramref name="Start"/> + 1.</param>
/// <param name="End">
/// One past the last token that is predicted. That token itself is not fed: tokens [Start, End − 1) are.
/// </param>
public readonly record struct RollingWindow(int Start, int FirstPredicted, int End)
{
    /// <summary>The token that is given before a text: the model's begin token, or else its end token.</summary>
    /// <exception cref="NotSupportedException">The model has neither.</exception>
    public static int PrefixOf(Tokenizer tokenizer)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        return tokenizer.BosId ?? tokenizer.EosId ?? throw new NotSupportedException(
            "The model has no begin token and no end token, so it cannot score a text from its first token on.");
    }

    /// <summary>The windows that predict every token but the first.</summary>
    /// <param name="tokens">Number of tokens, the first of which is given.</param>
    /// <param name="contextLength">Positions of the model; at least 1.</param>
    /// <param name="given">
    /// Tokens that every window after the first is given at least; from 1, so that it predicts as many tokens as the
    /// context has positions, to <paramref name="contextLength"/>, so that it predicts one.
    /// </param>
    public static IEnumerable<RollingWindow> Over(int tokens, int contextLength, int given = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(contextLength, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(given, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(given, contextLength);
        int end = 1;
        while (end < tokens)
        {
            int predicted = end == 1 ? contextLength : contextLength - given + 1;
            RollingWindow window = At(end, Math.Min(tokens, end + predicted), contextLength);
            yield return window;
            end = window.End;
        }
    }

    /// <summary>The window that predicts the tokens from one to another.</summary>
    internal static RollingWindow At(int firstPredicted, int end, int contextLength) =>
        new(Math.Max(0, end - 1 - contextLength), firstPredicted, end);
}
