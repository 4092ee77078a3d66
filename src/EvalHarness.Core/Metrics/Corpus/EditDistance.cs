namespace EvalHarness.Metrics.Corpus;

/// <summary>
/// Edits (insertions, deletions, substitutions) between two sequences, 64 at a time: Myers, "A fast bit-vector
/// algorithm for approximate string matching based on dynamic programming", 1999, in blocks as Hyyrö, "Explaining and
/// extending the bit-parallel approximate string matching algorithm of Myers", 2001.
/// </summary>
internal static class EditDistance
{
    private const int Bits = 64;

    /// <summary>The fewest edits.</summary>
    public static int Between(int[] first, int[] second)
    {
        if (first.Length == 0 || second.Length == 0)
        {
            return Math.Max(first.Length, second.Length);
        }

        int blocks = (first.Length + Bits - 1) / Bits;
        Dictionary<int, ulong[]> places = PlacesOf(first, blocks);
        ulong[] nothing = new ulong[blocks];
        ulong[] up = new ulong[blocks];
        ulong[] down = new ulong[blocks];
        Array.Fill(up, ulong.MaxValue);
        ulong lastBit = 1UL << ((first.Length - 1) % Bits);
        int distance = first.Length;
        foreach (int item in second)
        {
            ulong[] matches = places.GetValueOrDefault(item, nothing);
            int carry = 1;
            for (int block = 0; block < blocks; block++)
            {
                ulong high = block == blocks - 1 ? lastBit : 1UL << (Bits - 1);
                carry = Advance(ref up[block], ref down[block], matches[block], carry, high);
            }

            distance += carry;
        }

        return distance;
    }

    // One column of a block; takes the difference that comes in above it and gives the one that leaves it below.
    private static int Advance(ref ulong up, ref ulong down, ulong matches, int carry, ulong high)
    {
        ulong vertical = matches | down;
        ulong equal = carry < 0 ? matches | 1 : matches;
        ulong horizontal = (((equal & up) + up) ^ up) | equal;
        ulong plus = down | ~(horizontal | up);
        ulong minus = up & horizontal;
        int left = (plus & high) != 0 ? 1 : (minus & high) != 0 ? -1 : 0;
        plus = (plus << 1) | (carry > 0 ? 1UL : 0);
        minus = (minus << 1) | (carry < 0 ? 1UL : 0);
        up = minus | ~(vertical | plus);
        down = plus & vertical;
        return left;
    }

    private static Dictionary<int, ulong[]> PlacesOf(int[] items, int blocks)
    {
        Dictionary<int, ulong[]> places = [];
        for (int i = 0; i < items.Length; i++)
        {
            if (!places.TryGetValue(items[i], out ulong[]? bits))
            {
                places.Add(items[i], bits = new ulong[blocks]);
            }

            bits[i / Bits] |= 1UL << (i % Bits);
        }

        return places;
    }
}
