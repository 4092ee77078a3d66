using System.Text;

namespace EvalHarness.Inference.Tokenization;

/// <summary>Merges characters into tokens: the pair with the highest score first, the leftmost among equals.</summary>
internal sealed class SentencePieceMerges
{
    private readonly float[] _scores;
    private readonly int? _unknownId;
    private readonly int?[] _tokenOfByte = new int?[256];
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _tokens;

    public SentencePieceMerges(TokenVocabulary vocabulary)
    {
        _scores = vocabulary.ReadScores();
        _unknownId = vocabulary.UnknownId ?? 0;
        _tokens = vocabulary.IndexTexts().GetAlternateLookup<ReadOnlySpan<char>>();
        for (int id = 0; id < vocabulary.Texts.Length; id++)
        {
            if (vocabulary.Kinds[id] == TokenKind.Byte
                && TokenSpelling.ParseByte(vocabulary.Texts[id]) is { } single)
            {
                _tokenOfByte[single] = id;
            }
        }
    }

    /// <summary>Adds the tokens of a text; characters that are no token become bytes.</summary>
    public void Encode(ReadOnlySpan<char> text, List<int> ids)
    {
        // By the first character of each piece: where the piece before begins, and where the piece itself ends.
        int[] previous = new int[text.Length];
        int[] ends = new int[text.Length];
        int last = -1;
        for (int at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text[at..], out _, out int length);
            (previous[at], ends[at], last) = (last, at + length, at);
            at += length;
        }

        Merge(text, previous, ends);
        for (int at = 0; at < text.Length; at = ends[at])
        {
            AddPiece(text[at..ends[at]], ids);
        }
    }

    /// <summary>Orders scores from high to low as whole numbers.</summary>
    private static long RankOf(float score)
    {
        int bits = BitConverter.SingleToInt32Bits(score);
        return -(long)(bits < 0 ? int.MinValue - bits : bits);
    }

    private void Merge(ReadOnlySpan<char> text, int[] previous, int[] ends)
    {
        PriorityQueue<(int Left, int Right, int End), (long Rank, int At)> candidates = new(PieceOrder.Instance);
        for (int at = 0; at < text.Length; at = ends[at])
        {
            Consider(text, at, ends, candidates);
        }

        while (candidates.TryDequeue(out (int Left, int Right, int End) pair, out _))
        {
            // A pair is out of date when either part has grown or was swallowed.
            if (ends[pair.Left] != pair.Right || ends[pair.Right] != pair.End)
            {
                continue;
            }

            ends[pair.Left] = pair.End;
            ends[pair.Right] = 0;
            if (pair.End < text.Length)
            {
                previous[pair.End] = pair.Left;
                Consider(text, pair.Left, ends, candidates);
            }

            if (previous[pair.Left] >= 0)
            {
                Consider(text, previous[pair.Left], ends, candidates);
            }
        }
    }

    private void Consider(
        ReadOnlySpan<char> text,
        int left,
        int[] ends,
        PriorityQueue<(int Left, int Right, int End), (long Rank, int At)> candidates)
    {
        int right = ends[left];
        if (right < text.Length && _tokens.TryGetValue(text[left..ends[right]], out int token))
        {
            candidates.Enqueue((left, right, ends[right]), (RankOf(_scores[token]), left));
        }
    }

    private void AddPiece(ReadOnlySpan<char> piece, List<int> ids)
    {
        if (_tokens.TryGetValue(piece, out int token))
        {
            ids.Add(token);
            return;
        }

        Span<byte> bytes = stackalloc byte[8];
        foreach (byte single in bytes[..Encoding.UTF8.GetBytes(piece, bytes)])
        {
            if ((_tokenOfByte[single] ?? _unknownId) is { } id)
            {
                ids.Add(id);
            }
        }
    }

    private sealed class PieceOrder : IComparer<(long Rank, int At)>
    {
        public static PieceOrder Instance { get; } = new();

        public int Compare((long Rank, int At) x, (long Rank, int At) y) =>
            x.Rank != y.Rank ? x.Rank.CompareTo(y.Rank) : x.At.CompareTo(y.At);
    }
}
