namespace EvalHarness.Statistics;

/// <summary>
/// Correlation of paired numbers. Each is <c>null</c>, never 0, with fewer than two pairs or when either side is
/// constant.
/// </summary>
public static class Correlation
{
    /// <summary>Pearson's r, −1 to 1.</summary>
    public static double? Pearson(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (!Varies(x, y))
        {
            return null;
        }

        double meanX = Moments.From(x).Mean;
        double meanY = Moments.From(y).Mean;
        double xx = 0;
        double yy = 0;
        double xy = 0;
        for (int i = 0; i < x.Length; i++)
        {
            double dx = x[i] - meanX;
            double dy = y[i] - meanY;
            xx += dx * dx;
            yy += dy * dy;
            xy += dx * dy;
        }

        double scale = Math.Sqrt(xx) * Math.Sqrt(yy);
        return scale > 0 ? Math.Clamp(xy / scale, -1, 1) : null;
    }

    /// <summary>Spearman's ρ: Pearson's r of the ranks, ties sharing their mean rank.</summary>
    public static double? Spearman(ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        Varies(x, y) ? Pearson(Ranks(x), Ranks(y)) : null;

    /// <summary>Kendall's τ-b, which corrects for ties on both sides, in O(n log n) (Knight, 1966).</summary>
    public static double? KendallTauB(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (!Varies(x, y))
        {
            return null;
        }

        (double X, double Y)[] pairs = new (double, double)[x.Length];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (x[i], y[i]);
        }

        Array.Sort(pairs);
        double[] ys = Array.ConvertAll(pairs, pair => pair.Y);
        long all = PairsAmong(pairs.Length);
        long tiedX = TiedPairs(pairs, (left, right) => left.X == right.X);
        long tiedBoth = TiedPairs(pairs, (left, right) => left == right);
        long discordant = SortAndCountSwaps(ys, new double[ys.Length]);
        long tiedY = TiedPairs(ys, (left, right) => left == right);
        double difference = all - tiedX - tiedY + tiedBoth - (2.0 * discordant);
        double tau = difference / Math.Sqrt(all - tiedX) / Math.Sqrt(all - tiedY);
        return Math.Clamp(tau, -1, 1);
    }

    /// <summary>Ranks from 1, ties sharing their mean rank.</summary>
    internal static double[] Ranks(ReadOnlySpan<double> values)
    {
        double[] sorted = values.ToArray();
        int[] order = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, order);
        double[] ranks = new double[sorted.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];)
            {
                end++;
            }

            for (int i = start; i < end; i++)
            {
                ranks[order[i]] = (start + end + 1) / 2.0;
            }
        }

        return ranks;
    }

    private static bool Varies(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, x.Length);
        return x.Length >= 2 && x.ContainsAnyExcept(x[0]) && y.ContainsAnyExcept(y[0]);
    }

    private static long PairsAmong(long count) => count * (count - 1) / 2;

    private static long TiedPairs<T>(T[] sorted, Func<T, T, bool> tied)
    {
        long pairs = 0;
        long run = 1;
        for (int i = 1; i < sorted.Length; i++)
        {
            run = tied(sorted[i - 1], sorted[i]) ? run + 1 : 1;
            pairs += run - 1;
        }

        return pairs;
    }

    // Merge sort; a swap is a pair in the wrong order, ties apart.
    private static long SortAndCountSwaps(Span<double> values, Span<double> spare)
    {
        if (values.Length < 2)
        {
            return 0;
        }

        int middle = values.Length / 2;
        long swaps = SortAndCountSwaps(values[..middle], spare[..middle])
            + SortAndCountSwaps(values[middle..], spare[middle..]);
        for (int left = 0, right = middle, next = 0; next < spare.Length; next++)
        {
            bool takeRight = left == middle || (right < values.Length && values[right] < values[left]);
            swaps += takeRight ? middle - left : 0;
            spare[next] = takeRight ? values[right++] : values[left++];
        }

        spare.CopyTo(values);
        return swaps;
    }
}
