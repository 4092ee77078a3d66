using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Scores pairs of texts with the semantics of Google's rouge_score. Keeps its memory from pair to pair, so one
/// scorer serves one thread.
/// </summary>
public sealed class RougeScorer
{
    private readonly RougeType[] _types;
    private readonly int _longest;
    private readonly int[] _hits = new int[10];
    private readonly IRougeTokenizer _tokenizer;
    private readonly TokenInterner _words = new();
    private readonly TokenizedText _prediction = new();
    private readonly TokenizedText _reference = new();
    private readonly NGramOverlap _overlap = new();
    private readonly SubsequenceLength _subsequence = new();
    private readonly UnionSubsequence _union = new();

    /// <summary>A scorer for the given types.</summary>
    /// <param name="types">At least one; scores come in this order.</param>
    /// <param name="useStemmer">Reduce words longer than three characters to their Porter stem first.</param>
    /// <param name="anyScript">Words of every script count, not those of ASCII letters and digits only.</param>
    public RougeScorer(IReadOnlyList<RougeType> types, bool useStemmer = false, bool anyScript = false)
    {
        ArgumentNullException.ThrowIfNull(types);
        _types = [.. types];
        _longest = types.Max(type => type.Length);
        _tokenizer = anyScript ? new UnicodeRougeTokenizer(useStemmer) : new RougeTokenizer(useStemmer);
    }

    /// <summary>Scores a prediction against one reference.</summary>
    /// <param name="prediction">Any text.</param>
    /// <param name="reference">Any text.</param>
    /// <param name="scores">(types) Receives one score per type.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Score(ReadOnlySpan<char> prediction, ReadOnlySpan<char> reference, Span<RougeScore> scores)
    {
        _words.Clear();
        _tokenizer.Tokenize(reference, _words, _reference);
        _tokenizer.Tokenize(prediction, _words, _prediction);
        CountNGrams();
        int predicted = _prediction.Tokens.Length;
        int expected = _reference.Tokens.Length;
        for (int i = 0; i < _types.Length; i++)
        {
            int length = _types[i].Length;
            scores[i] = length > 0
                ? RougeScore.FromCounts(
                    _hits[length], Math.Max(predicted - length + 1, 0), Math.Max(expected - length + 1, 0))
                : RougeScore.FromCounts(Subsequence(_types[i]), predicted, expected);
        }
    }

    /// <summary>Scores against several references: for each type, the best F-measure; the first wins a tie.</summary>
    /// <param name="prediction">Any text.</param>
    /// <param name="references">At least one.</param>
    /// <param name="scores">(types) Receives one score per type.</param>
    public void Score(ReadOnlySpan<char> prediction, IReadOnlyList<string> references, Span<RougeScore> scores)
    {
        ArgumentNullException.ThrowIfNull(references);
        ArgumentOutOfRangeException.ThrowIfZero(references.Count, nameof(references));
        Score(prediction, references[0], scores);
        Span<RougeScore> other = stackalloc RougeScore[_types.Length];
        for (int reference = 1; reference < references.Count; reference++)
        {
            Score(prediction, references[reference], other);
            for (int i = 0; i < other.Length; i++)
            {
                if (other[i].FMeasure > scores[i].FMeasure)
                {
                    scores[i] = other[i];
                }
            }
        }
    }

    /// <summary>Words of a text, as they are counted.</summary>
    internal int CountWords(ReadOnlySpan<char> text)
    {
        _words.Clear();
        _tokenizer.Tokenize(text, _words, _reference);
        return _reference.Tokens.Length;
    }

    private void CountNGrams()
    {
        if (_longest == 0)
        {
            return;
        }

        _hits[1] = _overlap.Start(_prediction.Tokens, _reference.Tokens, _words.Count);
        for (int length = 2; length <= _longest; length++)
        {
            _hits[length] = _overlap.Extend(_prediction.Tokens, _reference.Tokens, length);
        }
    }

    private int Subsequence(RougeType type) => type == RougeType.SummaryLevel
        ? _union.Count(_prediction, _reference, _words.Count)
        : _subsequence.Compute(_reference.Tokens, _prediction.Tokens, _words.Count);
}
