using System.Text;

namespace EvalHarness.Metrics.Retrieval;

/// <summary>Collects candidates in the order in which a text names them.</summary>
internal sealed class RankingReader
{
    private readonly string[] _longestFirst;
    private readonly HashSet<string> _known;
    private readonly HashSet<string> _shapes;
    private readonly HashSet<string> _placed = new(StringComparer.Ordinal);
    private readonly List<RankedCandidate> _ranked = [];
    private int _unknown;
    private int _repeated;

    /// <summary>Starts a ranking of the given candidates.</summary>
    public RankingReader(IReadOnlyList<RankingCandidate> candidates)
    {
        _known = candidates.Select(candidate => candidate.Id).ToHashSet(StringComparer.Ordinal);
        _longestFirst = [.. _known.Where(id => id.Length > 0).OrderByDescending(id => id.Length)];
        _shapes = _known.Select(id => Shape(id)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The ranking so far.</summary>
    public Ranking ToRanking() => new(_ranked, _unknown, _repeated);

    /// <summary>Takes an item of a list: a candidate, or unknown.</summary>
    public void TakeItem(string item)
    {
        string id = item.Trim();
        if (_known.Contains(id))
        {
            Place(id);
        }
        else
        {
            _unknown++;
        }
    }

    /// <summary>Takes every candidate that a running text names.</summary>
    public void TakeProse(string text)
    {
        int position = 0;
        while (position < text.Length)
        {
            if (KnownAt(text, position) is { } id)
            {
                Place(id);
                position += id.Length;
            }
            else if (IsWord(text[position]))
            {
                int end = position + 1;
                while (end < text.Length && (IsWord(text[end]) || IsInnerHyphen(text, end)))
                {
                    end++;
                }

                _unknown += _shapes.Contains(Shape(text.AsSpan(position, end - position))) ? 1 : 0;
                position = end;
            }
            else
            {
                position++;
            }
        }
    }

    private void Place(string id)
    {
        if (_placed.Add(id))
        {
            _ranked.Add(new(id));
        }
        else
        {
            _repeated++;
        }
    }

    private string? KnownAt(string text, int position)
    {
        foreach (string id in _longestFirst)
        {
            int end = position + id.Length;
            bool ends = end >= text.Length || !(IsWord(text[end]) || IsInnerHyphen(text, end)) || !IsWord(id[^1]);
            if (ends && string.CompareOrdinal(text, position, id, 0, id.Length) == 0)
            {
                return id;
            }
        }

        return null;
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_';

    private static bool IsInnerHyphen(string text, int index) =>
        text[index] == '-' && index > 0 && IsWord(text[index - 1])
        && index + 1 < text.Length && IsWord(text[index + 1]);

    // "doc-17" and "doc-4" have the shape "a-9".
    private static string Shape(ReadOnlySpan<char> id)
    {
        StringBuilder shape = new();
        foreach (char c in id)
        {
            char kind = char.IsDigit(c) ? '9' : char.IsLetter(c) ? 'a' : c;
            if (shape.Length == 0 || shape[^1] != kind)
            {
                shape.Append(kind);
            }
        }

        return shape.ToString();
    }
}
