using EvalHarness.Inference.Tokenization;

namespace EvalHarness.Inference.Grammars;

/// <summary>
/// The tokens of a model that write text, in the order of their bytes, so that tokens that begin alike are read by a
/// grammar once.
/// </summary>
internal sealed class OrderedVocabulary
{
    private readonly Tokenizer _tokenizer;
    private readonly int[] _tokens;
    private readonly int[] _shared;
    private readonly int[] _ends;
    private readonly GrammarState[] _path;

    /// <summary>Orders the tokens of a tokenizer.</summary>
    public OrderedVocabulary(Tokenizer tokenizer)
    {
        _tokenizer = tokenizer;
        int[] all = [.. Enumerable.Range(0, tokenizer.VocabularySize)];
        _ends = [.. all.Where(tokenizer.IsEndOfGeneration)];
        _tokens = [.. all.Except(_ends).Where(token => tokenizer.DecodeBytes(token).Length > 0)];
        Array.Sort(_tokens, (one, other) =>
            tokenizer.DecodeBytes(one).SequenceCompareTo(tokenizer.DecodeBytes(other)));
        _shared = new int[_tokens.Length];
        int longest = 0;
        for (int i = 0; i < _tokens.Length; i++)
        {
            ReadOnlySpan<byte> bytes = tokenizer.DecodeBytes(_tokens[i]);
            longest = Math.Max(longest, bytes.Length);
            _shared[i] = i == 0 ? 0 : bytes.CommonPrefixLength(tokenizer.DecodeBytes(_tokens[i - 1]));
        }

        _path = new GrammarState[longest + 1];
    }

    /// <summary>
    /// The tokens whose bytes may follow, and those that end the text where it may end. For one thread.
    /// </summary>
    public TokenSet Following(GrammarState state) => state.Tokens ??= Find(state);

    private TokenSet Find(GrammarState state)
    {
        TokenSet found = new(_tokenizer.VocabularySize);
        _path[0] = state;

        // Bytes of the last token that was read which the grammar allows.
        int allowed = 0;
        for (int i = 0; i < _tokens.Length; i++)
        {
            if (_shared[i] > allowed)
            {
                // It begins with what the grammar refused.
                continue;
            }

            ReadOnlySpan<byte> bytes = _tokenizer.DecodeBytes(_tokens[i]);
            allowed = _shared[i];
            while (allowed < bytes.Length && _path[allowed].Step(bytes[allowed]) is { IsDead: false } next)
            {
                _path[++allowed] = next;
            }

            if (allowed == bytes.Length)
            {
                found.Add(_tokens[i]);
            }
        }

        foreach (int end in state.MayEnd ? _ends : [])
        {
            found.Add(end);
        }

        return found;
    }
}
