namespace EvalHarness.Inference.Tokenization;

/// <summary>
/// SentencePiece's BPE, <c>tokenizer.ggml.model</c> = <c>llama</c>: pairs merge by the score of their token.
/// </summary>
/// <remarks>Kudo and Richardson, SentencePiece, 2018. No normalisation, no collapsing of spaces.</remarks>
internal sealed class SentencePieceTokenizer : Tokenizer
{
    private const char Space = TokenSpelling.Space;

    private readonly SentencePieceMerges _merges;
    private readonly WordCache _cache = new();
    private readonly bool _addsSpacePrefix;

    /// <summary>No token goes on past a word, so words can be encoded apart and remembered.</summary>
    private readonly bool _wordsAreIndependent;

    public SentencePieceTokenizer(TokenVocabulary vocabulary)
        : base(vocabulary, addsBegin: true, isByteLevel: false)
    {
        _addsSpacePrefix = vocabulary.Flag("add_space_prefix", fallback: true);
        _merges = new SentencePieceMerges(vocabulary);
        _wordsAreIndependent = !Array.Exists(vocabulary.Texts, text => EndOfWord(text, 0) < text.Length);
    }

    /// <inheritdoc/>
    public override string Decode(ReadOnlySpan<int> ids)
    {
        string text = base.Decode(ids);
        return _addsSpacePrefix && text.StartsWith(' ') ? text[1..] : text;
    }

    private protected override void EncodeText(ReadOnlySpan<char> text, List<int> ids)
    {
        string spaced = string.Concat(_addsSpacePrefix ? " " : "", text).Replace(' ', Space);
        for (int at = 0; at < spaced.Length;)
        {
            int end = _wordsAreIndependent ? EndOfWord(spaced, at) : spaced.Length;
            ReadOnlySpan<char> word = spaced.AsSpan()[at..end];
            if (!_cache.TryAddTo(ids, word))
            {
                int first = ids.Count;
                _merges.Encode(word, ids);
                _cache.Remember(word, ids, first);
            }

            at = end;
        }
    }

    /// <summary>Where the spaces at a place and the letters after them end.</summary>
    private static int EndOfWord(string text, int at)
    {
        while (at < text.Length && text[at] == Space)
        {
            at++;
        }

        int end = text.IndexOf(Space, at);
        return end < 0 ? text.Length : end;
    }
}
