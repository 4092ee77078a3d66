using System.Numerics;
using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// <see cref="UnionSubsequence"/> for lines of more than 64 words: rows of several machine words, carries between
/// them. Needs n·m/5 bytes for two lines of n and m words.
/// </summary>
internal sealed class LongLineSubsequence
{
    private ulong[] _rows = [];
    private int[] _before = [];
    private byte[] _carries = [];

    /// <summary>Marks the words of every line of the reference that its subsequence with a line takes.</summary>
    /// <param name="line">A line of the prediction.</param>
    /// <param name="reference">The reference.</param>
    /// <param name="masks">(vocabulary) Zeros, and zeros again on return.</param>
    /// <param name="union">(words of the reference) Marks are added.</param>
    public void Mark(ReadOnlySpan<int> line, TokenizedText reference, ulong[] masks, Span<bool> union)
    {
        int strips = (line.Length + 63) / 64;
        int start = 0;
        foreach (int end in reference.LineEnds)
        {
            ReadOnlySpan<int> words = reference.Tokens[start..end];
            Prepare(words.Length, strips);
            for (int strip = 0; strip < strips; strip++)
            {
                ReadOnlySpan<int> part = line.Slice(strip * 64, Math.Min(64, line.Length - (strip * 64)));
                FillStrip(words, part, strip, strips, masks);
            }

            WalkBack(words, line, strips, union[start..end]);
            start = end;
        }
    }

    private void Prepare(int rows, int strips)
    {
        int cells = checked((rows + 1) * strips);
        if (_rows.Length < cells)
        {
            _rows = new ulong[cells];
            _before = new int[cells];
        }

        if (_carries.Length <= rows)
        {
            _carries = new byte[rows + 1];
        }

        _carries.AsSpan(0, rows + 1).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FillStrip(ReadOnlySpan<int> reference, ReadOnlySpan<int> part, int strip, int strips, ulong[] masks)
    {
        for (int j = 0; j < part.Length; j++)
        {
            masks[part[j]] |= 1UL << j;
        }

        ulong v = ulong.MaxValue;
        _rows[strip] = v;
        _before[strip] = 0;
        for (int i = 1; i <= reference.Length; i++)
        {
            ulong matches = masks[reference[i - 1]];
            ulong u = v & matches;
            ulong sum = v + u;
            ulong withCarry = sum + _carries[i];
            _carries[i] = (byte)(sum < u || withCarry < sum ? 1 : 0);
            v = withCarry | (v & ~matches);
            int cell = (i * strips) + strip;
            _rows[cell] = v;
            _before[cell] = strip == 0 ? 0 : _before[cell - 1] + BitOperations.PopCount(~_rows[cell - 1]);
        }

        foreach (int token in part)
        {
            masks[token] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WalkBack(ReadOnlySpan<int> reference, ReadOnlySpan<int> line, int strips, Span<bool> union)
    {
        int i = reference.Length;
        int j = line.Length;
        while (i > 0 && j > 0)
        {
            if (reference[i - 1] == line[j - 1])
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
    private int Length(int i, int j, int strips)
    {
        if (j == 0)
        {
            return 0;
        }

        int cell = (i * strips) + ((j - 1) >> 6);
        return _before[cell] + BitOperations.PopCount(~_rows[cell] << (63 - ((j - 1) & 63)));
    }
}
