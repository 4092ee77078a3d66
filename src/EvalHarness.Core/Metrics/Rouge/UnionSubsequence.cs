using System.Numerics;
using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Hits of rougeLsum: for each line of the reference, the union of its longest common subsequences with the lines
/// of the prediction (Lin 2004, section 3.2), no word counted more often than either text holds it.
/// </summary>
/// <remarks>
/// Which longest subsequence is taken matters for the union, so the table T is walked back exactly as Google's
/// rouge_score does: on a match diagonally, else left where T(i, j − 1) &gt; T(i − 1, j), else up. Row i of the table
/// is kept as a bit vector, with a zero bit at j where T(i, j + 1) = T(i, j) + 1, so T(i, j) is a count of zero bits.
/// </remarks>
internal sealed class UnionSubsequence
{
    private readonly LongLineSubsequence _longLines = new();
    private ulong[] _masks = new ulong[512];
    private ulong[] _rows = new ulong[256];
    private bool[] _inUnion = new bool[256];
    private int[] _left = new int[256];

    /// <summary>Common words of two texts under the union of their lines' longest common subsequences.</summary>
    /// <param name="prediction">Any text.</param>
    /// <param name="reference">Any text, numbered with the same words.</param>
    /// <param name="vocabulary">Every word number is below this.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Count(TokenizedText prediction, TokenizedText reference, int vocabulary)
    {
        Ensure(ref _masks, vocabulary);
        Ensure(ref _left, vocabulary);
        Ensure(ref _inUnion, reference.Tokens.Length);
        Ensure(ref _rows, reference.Tokens.Length + 1);
        _inUnion.AsSpan(0, reference.Tokens.Length).Clear();
        int start = 0;
        foreach (int end in prediction.LineEnds)
        {
            ReadOnlySpan<int> line = prediction.Tokens[start..end];
            if (line.Length <= 64)
            {
                MarkShort(line, reference);
            }
            else
            {
                _longLines.Mark(line, reference, _masks, _inUnion);
            }

            start = end;
        }

        return CountOnce(prediction.Tokens, reference.Tokens, vocabulary);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MarkShort(ReadOnlySpan<int> line, TokenizedText reference)
    {
        ulong[] masks = _masks;
        for (int j = 0; j < line.Length; j++)
        {
            masks[line[j]] |= 1UL << j;
        }

        int start = 0;
        foreach (int end in reference.LineEnds)
        {
            MarkPair(reference.Tokens[start..end], line.Length, _inUnion.AsSpan(start, end - start));
            start = end;
        }

        foreach (int token in line)
        {
            masks[token] = 0;
        }
    }

    // One step per row: above a row where T grows, the walk goes left to the nearest match and takes it. (Left of
    // such a cell T stays above the row before until a match ends the stretch.)
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void MarkPair(ReadOnlySpan<int> reference, int lineLength, Span<bool> union)
    {
        ulong[] masks = _masks;
        Span<ulong> rows = _rows.AsSpan(0, reference.Length + 1);
        ulong v = ulong.MaxValue;
        rows[0] = v;
        for (int i = 0; i < reference.Length; i++)
        {
            ulong matches = masks[reference[i]];
            v = (v + (v & matches)) | (v & ~matches);
            rows[i + 1] = v;
        }

        ulong below = ulong.MaxValue >> (64 - lineLength);
        int length = BitOperations.PopCount(~v & below);
        for (int i = reference.Length - 1; length > 0; i--)
        {
            int above = BitOperations.PopCount(~rows[i] & below);
            ulong matches = masks[reference[i]] & below;
            if (above != length || matches > below >> 1)
            {
                union[i] = true;
                below = (1UL << BitOperations.Log2(matches)) - 1;
                length--;
            }
        }
    }

    // The reference's own supply of a word cannot run out: each of its places is visited once.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int CountOnce(ReadOnlySpan<int> prediction, ReadOnlySpan<int> reference, int vocabulary)
    {
        int[] left = _left;
        left.AsSpan(0, vocabulary).Clear();
        foreach (int token in prediction)
        {
            left[token]++;
        }

        int hits = 0;
        for (int i = 0; i < reference.Length; i++)
        {
            if (_inUnion[i] && left[reference[i]] > 0)
            {
                left[reference[i]]--;
                hits++;
            }
        }

        return hits;
    }

    private static void Ensure<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
