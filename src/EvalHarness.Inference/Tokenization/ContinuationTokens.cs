namespace EvalHarness.Inference.Tokenization;

/// <summary>A text and what continues it, as tokens: the continuation as it is written after that text.</summary>
/// <remarks>
/// Both are encoded together, and the whole is cut where the tokens of the context alone end; white space at the seam
/// belongs to the continuation, because most vocabularies write it in one token with the word that follows. Source:
/// lm-evaluation-harness, <c>TemplateLM._encode_pair</c> and <c>loglikelihood</c>.
/// </remarks>
/// <param name="Context">What is given; at least one token.</param>
/// <param name="Continuation">What is scored; at least one token.</param>
/// <param name="Dropped">Number of tokens that were cut from the context's beginning, because it was too long.</param>
public sealed record ContinuationTokens(
    IReadOnlyList<int> Context, IReadOnlyList<int> Continuation, int Dropped = 0)
{
    /// <summary>Encodes a text and its continuation.</summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="context">The text; where it is empty, the model's begin token (or else its end token) is given.
    /// </param>
    /// <param name="continuation">The continuation.</param>
    /// <param name="parseSpecial">Read texts such as <c>&lt;|im_end|&gt;</c> as control tokens.</param>
    /// <exception cref="ArgumentException">
    /// No token is left to be scored, or none is left that is given: the message says why.
    /// </exception>
    public static ContinuationTokens From(
        Tokenizer tokenizer, string context, string continuation, bool parseSpecial = false)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(continuation);
        return context.Length == 0
            ? FromNothing(tokenizer, continuation, parseSpecial)
            : FromEncoding(context, continuation, text => tokenizer.EncodeBeginning(text, parseSpecial));
    }

    /// <summary>
    /// Encodes a text that names its control tokens, but not in all of its parts, and its continuation.
    /// </summary>
    /// <param name="tokenizer">The model's tokenizer.</param>
    /// <param name="context">The text; not empty. No begin token is added.</param>
    /// <param name="asText">Parts of the context in order, in UTF-16 units, that hold no control tokens.</param>
    /// <param name="continuation">The continuation; it holds no control tokens.</param>
    /// <exception cref="ArgumentException">No token is left to be scored or given: the message says why.</exception>
    public static ContinuationTokens FromMarked(
        Tokenizer tokenizer, string context, IReadOnlyList<Range> asText, string continuation)
    {
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(asText);
        ArgumentNullException.ThrowIfNull(continuation);
        return FromEncoding(context, continuation, text => tokenizer.EncodeAround(text, PartsOf(text)));

        Range[] PartsOf(string text) =>
        [
            .. asText.Where(part => part.Start.Value < text.Length)
                .Select(part => part.Start.Value..Math.Min(part.End.Value, text.Length)),
            .. text.Length > context.Length ? (Range[])[context.Length..text.Length] : [],
        ];
    }

    /// <summary>Encodes a text and its continuation by a tokenizer of another library.</summary>
    /// <param name="context">The text; not empty.</param>
    /// <param name="continuation">The continuation.</param>
    /// <param name="encode">The tokens of a text from its beginning, with a begin token where the model wants one.
    /// </param>
    /// <exception cref="ArgumentException">No token is left to be scored or given: the message says why.</exception>
    public static ContinuationTokens FromEncoding(string context, string continuation, Func<string, int[]> encode)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(continuation);
        ArgumentNullException.ThrowIfNull(encode);
        int[] given = encode(context[..Whitespace.SkipBack(context, 0, context.Length)]);
        int[] whole = encode(context + continuation);
        return given.Length == 0
            ? throw new ArgumentException(
                "The context is white space alone, which would belong to the continuation. "
                + "Leave it empty, or give it a text.")
            : Require(given, whole.Length > given.Length ? whole[given.Length..] : [], continuation);
    }

    /// <summary>The same, with a context cut from its beginning until all fits a model.</summary>
    /// <param name="contextLength">
    /// The model's context, in tokens; the last token of the continuation is predicted, but not fed.
    /// </param>
    /// <exception cref="ContextOverflowException">The continuation alone is longer than the context.</exception>
    public ContinuationTokens FitTo(int contextLength)
    {
        if (Continuation.Count > contextLength)
        {
            throw new ContextOverflowException(Continuation.Count, contextLength);
        }

        int dropped = Math.Max(0, Context.Count + Continuation.Count - (contextLength + 1));
        return dropped == 0 ? this : this with { Context = [.. Context.Skip(dropped)], Dropped = Dropped + dropped };
    }

    private static ContinuationTokens FromNothing(Tokenizer tokenizer, string continuation, bool parseSpecial)
    {
        int prefix = RollingWindow.PrefixOf(tokenizer);
        int[] tokens = tokenizer.Encode(continuation, addSpecial: false, parseSpecial);

        // A continuation that begins with the prefix itself is not scored for it.
        return Require([prefix], tokens is [int first, ..] && first == prefix ? tokens[1..] : tokens, continuation);
    }

    private static ContinuationTokens Require(int[] context, int[] tokens, string continuation) => tokens.Length > 0
        ? new(context, tokens)
        : throw new ArgumentException(continuation.Length == 0
            ? "The continuation is empty, so there is nothing to score."
            : "The continuation has no token of its own: it ends within the last token of its context. "
                + "Begin the continuation with a space, or at another word.");
}
