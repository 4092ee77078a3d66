using System.Numerics;
using System.Runtime.CompilerServices;

namespace EvalHarness.Metrics.Rouge;

/// <summary>
/// Length of the longest common subsequence, 64 cells of the dynamic programme at a time (Crochemore et al. 2001,
/// "A fast and practical bit-vector algorithm for the longest common subsequence problem"; Hyyrö 2004).
/// </summary>
internal sealed class SubsequenceLength
{
    private ulong[] _masks = new ulong[512];
    private byte[] _carries = new byte[256];

    /// <summary>Length of the longest common subsequence of two texts of word numbers.</summary>
    /// <param name="first">Cut into strips of 64 words.</param>
    /// <param name="second">Passed over once per strip.</param>
    /// <param name="vocabulary">Every word number is below this.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Compute(ReadOnlySpan<int> first, ReadOnlySpan<int> second, int vocabulary)
    {
        Prepare(vocabulary, second.Length);
        ulong[] masks = _masks;
        Span<byte> carries = _carries.AsSpan(0, second.Length);
        int common = 0;
        for (int start = 0; start < first.Length; start += 64)
        {
            ReadOnlySpan<int> strip = first.Slice(start, Math.Min(64, first.Length - start));
            for (int i = 0; i < strip.Length; i++)
            {
                masks[strip[i]] |= 1UL << i;
            }

            // A zero bit of v marks a word of the strip where the length grows by one.
            ulong v = ulong.MaxValue;
            for (int j = 0; j < second.Length; j++)
            {
                ulong matches = masks[second[j]];
                ulong u = v & matches;
                ulong sum = v + u;
                ulong withCarry = sum + carries[j];
                carries[j] = (byte)(sum < u || withCarry < sum ? 1 : 0);
                v = withCarry | (v & ~matches);
            }

            common += BitOperations.PopCount(~v);
            foreach (int token in strip)
            {
                masks[token] = 0;
            }
        }

        return common;
    }

    private void Prepare(int vocabulary, int length)
    {
        if (_masks.Length < vocabulary)
        {
            _masks = new ulong[Math.Max(vocabulary, _masks.Length * 2)];
        }

        if (_carries.Length < length)
        {
            _carries = new byte[Math.Max(length, _carries.Length * 2)];
        }

        _carries.AsSpan(0, length).Clear();
    }
}
