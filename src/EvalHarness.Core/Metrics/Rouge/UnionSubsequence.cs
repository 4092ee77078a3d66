using System.Numerics;
using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Hits of rougeLsum: for each line of the reference, the union of its longest common subsequences with the lines
/// of the prediction (Lin 2004, section 3.2), no word counted more often than either text holds it.
/// </summary>
/// <remarks>
/// Which longest subsequence is taken matters for the union, so the table is walked back exactly as Google's
/// rouge_score does. The table is kept as bit vectors: row i has a zero bit at j where T(i, j + 1) = T(i, j) + 1,
/// so T(i, j) is a count of zero bits. It needs n·m/8 bytes for two lines of n and m words.
/// </remarks>
internal sealed class UnionSubsequence
{
    private ulong[] _masks = new ulong[512];
    private ulong[] _rows = new ulong[256];
    private int[] _before = new int[256];
    private bool[] _inUnion = new bool[256];
    private int[] _leftInPrediction = new int[256];

    /// <summary>Common words of two texts under the union of their lines' longest common subsequences.</summary>
    /// <param name="prediction">Any text.</param>
    /// <param name="reference">Any text, numbered with the same words.</param>
    /// <param name="vocabulary">Every word number is below this.</param>
    public int Count(TokenizedText prediction, TokenizedText reference, int vocabulary)
    {
        Ensure(ref _masks, vocabulary);
        Ensure(ref _leftInPrediction, vocabulary);
        Ensure(ref _inUnion, reference.Tokens.Length);
        _inUnion.AsSpan(0, reference.Tokens.Length).Clear();
        int predictedStart = 0;
        foreach (int predictedEnd in prediction.LineEnds)
        {
            ReadOnlySpan<int> predicted = prediction.Tokens[predictedStart..predictedEnd];
            int start = 0;
            foreach (int end in reference.LineEnds)
            {
                Mark(reference.Tokens[start..end], predicted, _inUnion.AsSpan(start, end - start));
                start = end;
            }

            predictedStart = predictedEnd;
        }

        return CountOnce(prediction.Tokens, reference.Tokens, vocabulary);
    }

    // The reference's own supply of a word cannot run out: each of its places is visited once.
    private int CountOnce(ReadOnlySpan<int> prediction, ReadOnlySpan<int> reference, int vocabulary)
    {
        int[] left = _leftInPrediction;
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

    private void Mark(ReadOnlySpan<int> reference, ReadOnlySpan<int> predicted, Span<bool> union)
    {
        int strips = (predicted.Length + 63) / 64;
        Ensure(ref _rows, checked((reference.Length + 1) * strips));
        Ensure(ref _before, checked((reference.Length + 1) * strips));
        if (FillRows(reference, predicted, strips) > 0)
        {
            WalkBack(reference, predicted, strips, union);
        }
    }

    // Returns the length of the longest common subsequence.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int FillRows(ReadOnlySpan<int> reference, ReadOnlySpan<int> predicted, int strips)
    {
        ulong[] masks = _masks;
        ulong[] rows = _rows;
        int[] before = _before;
        Span<byte> carries = stackalloc byte[0];
        if (strips > 1)
        {
            carries = new byte[reference.Length + 1];
        }

        for (int strip = 0; strip < strips; strip++)
        {
            ReadOnlySpan<int> words = predicted.Slice(strip * 64, Math.Min(64, predicted.Length - (strip * 64)));
            for (int j = 0; j < words.Length; j++)
            {
                masks[words[j]] |= 1UL << j;
            }

            ulong v = ulong.MaxValue;
            rows[strip] = v;
            before[strip] = 0;
            for (int i = 1; i <= reference.Length; i++)
            {
                ulong matches = masks[reference[i - 1]];
                ulong u = v & matches;
                ulong sum = v + u;
                if (strips > 1)
                {
                    ulong withCarry = sum + carries[i];
                    carries[i] = (byte)(sum < u || withCarry < sum ? 1 : 0);
                    sum = withCarry;
                }

                v = sum | (v & ~matches);
                int cell = (i * strips) + strip;
                rows[cell] = v;
                before[cell] = strip == 0 ? 0 : before[cell - 1] + BitOperations.PopCount(~rows[cell - 1]);
            }

            foreach (int word in words)
            {
                masks[word] = 0;
            }
        }

        int last = (reference.Length * strips) + strips - 1;
        return before[last] + BitOperations.PopCount(~rows[last]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WalkBack(ReadOnlySpan<int> reference, ReadOnlySpan<int> predicted, int strips, Span<bool> union)
    {
        int i = reference.Length;
        int j = predicted.Length;
        while (i > 0 && j > 0)
        {
            if (reference[i - 1] == predicted[j - 1])
            {
                union[i - 1] = true;
                i--;
                j--;
            }
            else if (Length(i, j - 1, strips) > Length(i - 1, j, strips))
            {
                j--;
            }
            else
            {
                i--;
            }
        }
    }

    // T(i, j): zero bits of row i below bit j.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Length(int i, int j, int strips)
    {
        if (j == 0)
        {
            return 0;
        }

        int cell = (i * strips) + ((j - 1) >> 6);
        return _before[cell] + BitOperations.PopCount(~_rows[cell] << (63 - ((j - 1) & 63)));
    }

    private static void Ensure<T>(ref T[] array, int length)
    {
        if (array.Length < length)
        {
            array = new T[Math.Max(length, array.Length * 2)];
        }
    }
}
