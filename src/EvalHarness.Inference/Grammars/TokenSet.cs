namespace EvalHarness.Inference.Grammars;

/// <summary>A set of tokens, one bit each.</summary>
/// <param name="count">Number of tokens of the vocabulary.</param>
internal sealed class TokenSet(int count)
{
    private readonly ulong[] _words = new ulong[(count + 63) / 64];

    /// <summary>No token is in it.</summary>
    public bool IsEmpty => !_words.AsSpan().ContainsAnyExcept(0UL);

    /// <summary>Whether a token is in it.</summary>
    public bool Contains(int token) => token < count && (_words[token / 64] >> (token % 64) & 1) != 0;

    /// <summary>Puts a token into it.</summary>
    public void Add(int token) => _words[token / 64] |= 1UL << (token % 64);

    /// <summary>Copies the logits of its tokens; all others are ruled out.</summary>
    public void Copy(ReadOnlySpan<float> logits, Span<float> kept)
    {
        for (int token = 0; token < logits.Length; token++)
        {
            kept[token] = Contains(token) ? logits[token] : float.NegativeInfinity;
        }
    }
}
