namespace EvalHarness.Inference.Tokenization;

/// <summary>Merges the bytes of a word into tokens: the pair of lowest rank first, the leftmost among equals.</summary>
/// <remarks>Sennrich et al., Neural Machine Translation of Rare Words with Subword Units, 2016.</remarks>
internal sealed class BytePairMerges
{
    private const int Removed = -1;

    private readonly int _vocabularySize;
    private readonly int? _unknownId;
    private readonly int[] _symbolOfByte = new int[256];

    /// <summary>By left and right symbol: rank, and the symbol that they become.</summary>
    private readonly Dictionary<ulong, (int Rank, int Merged)> _merges = [];

    /// <summary>Symbols are token ids; texts that are no token get ids past the vocabulary.</summary>
    public BytePairMerges(TokenVocabulary vocabulary)
    {
        _vocabularySize = vocabulary.Texts.Length;
        _unknownId = vocabulary.UnknownId;
        Dictionary<string, int> symbols = vocabulary.IndexTexts();
        int next = _vocabularySize;
        for (int b = 0; b < 256; b++)
        {
            _symbolOfByte[b] = SymbolOf(ByteAlphabet.Letter((byte)b).ToString());
        }

        int rank = 0;
        foreach ((string left, string right) in vocabulary.ReadMerges())
        {
            _merges.TryAdd(Pair(SymbolOf(left), SymbolOf(right)), (rank++, SymbolOf(left + right)));
        }

        int SymbolOf(string text)
        {
            if (!symbols.TryGetValue(text, out int symbol))
            {
                symbols.Add(text, symbol = next++);
            }

            return symbol;
        }
    }

    /// <summary>Adds the tokens of a word; bytes that end in no token are added one by one.</summary>
    public void Encode(ReadOnlySpan<byte> word, List<int> ids)
    {
        int[] symbols = new int[word.Length];
        int[] next = new int[word.Length];
        int[] previous = new int[word.Length];
        for (int i = 0; i < word.Length; i++)
        {
            (symbols[i], next[i], previous[i]) = (_symbolOfByte[word[i]], i + 1, i - 1);
        }

        Merge(symbols, next, previous);
        for (int i = 0; i < word.Length; i = next[i])
        {
            if (symbols[i] < _vocabularySize)
            {
                ids.Add(symbols[i]);
                continue;
            }

            foreach (byte single in word[i..next[i]])
            {
                AddByte(single, ids);
            }
        }
    }

    private static ulong Pair(int left, int right) => ((ulong)(uint)left << 32) | (uint)right;

    private void Merge(int[] symbols, int[] next, int[] previous)
    {
        // Ordered by rank, then by place; the element is the pair as it was, to notice what is out of date.
        PriorityQueue<(int At, ulong Pair), long> candidates = new();
        for (int i = 0; i + 1 < symbols.Length; i++)
        {
            Consider(i);
        }

        while (candidates.TryDequeue(out (int At, ulong Pair) candidate, out _))
        {
            int left = candidate.At;
            int right = next[left];
            if (symbols[left] == Removed || right >= symbols.Length
                || Pair(symbols[left], symbols[right]) != candidate.Pair)
            {
                continue;
            }

            symbols[left] = _merges[candidate.Pair].Merged;
            symbols[right] = Removed;
            next[left] = next[right];
            if (next[left] < symbols.Length)
            {
                previous[next[left]] = left;
                Consider(left);
            }

            if (previous[left] >= 0)
            {
                Consider(previous[left]);
            }
        }

        void Consider(int left)
        {
            ulong pair = Pair(symbols[left], symbols[next[left]]);
            if (_merges.TryGetValue(pair, out (int Rank, int Merged) merge))
            {
                candidates.Enqueue((left, pair), ((long)merge.Rank << 32) | (uint)left);
            }
        }
    }

    private void AddByte(byte single, List<int> ids)
    {
        int symbol = _symbolOfByte[single];
        if (symbol < _vocabularySize)
        {
            ids.Add(symbol);
        }
        else if (_unknownId is { } unknown)
        {
            ids.Add(unknown);
        }
    }
}
