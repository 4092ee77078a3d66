using System.Collections.Concurrent;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Remembers the tokens of short words, and forgets them all when there are too many.</summary>
internal sealed class WordCache
{
    private const int LongestWord = 32;
    private const int MostWords = 1 << 16;

    private readonly ConcurrentDictionary<string, int[]> _words = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private int _count;

    public WordCache() => _lookup = _words.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Adds the tokens of a word that is known.</summary>
    public bool TryAddTo(List<int> ids, ReadOnlySpan<char> word)
    {
        if (word.Length > LongestWord || !_lookup.TryGetValue(word, out int[]? known))
        {
            return false;
        }

        ids.AddRange(known.AsSpan());
        return true;
    }

    /// <summary>Remembers a word whose tokens are the last ones of a list.</summary>
    public void Remember(ReadOnlySpan<char> word, List<int> ids, int firstToken)
    {
        if (word.Length > LongestWord)
        {
            return;
        }

        if (Interlocked.Increment(ref _count) > MostWords)
        {
            _words.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        _words[word.ToString()] = [.. ids[firstToken..]];
    }
}
