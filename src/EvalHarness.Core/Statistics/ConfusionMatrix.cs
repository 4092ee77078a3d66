namespace EvalHarness.Statistics;

/// <summary>How often two raters gave each pair of categories to the same item; categories are 0 … k − 1.</summary>
public sealed class ConfusionMatrix
{
    private readonly long[,] _counts;

    /// <summary>A matrix of given counts.</summary>
    /// <param name="counts">k × k, not negative; rows are the first rater's categories.</param>
    public ConfusionMatrix(long[,] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfNotEqual(counts.GetLength(1), counts.GetLength(0));
        _counts = (long[,])counts.Clone();
        foreach (long count in counts)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            Total += count;
        }
    }

    /// <summary>Categories, k.</summary>
    public int Categories => _counts.GetLength(0);

    /// <summary>Items rated by both.</summary>
    public long Total { get; }

    /// <summary>Share of items that both put in the same category; <c>null</c> without items.</summary>
    public double? PercentAgreement =>
        Total == 0 ? null : (double)Enumerable.Range(0, Categories).Sum(i => _counts[i, i]) / Total;

    /// <summary>Items that the first rater put in one category and the second in another.</summary>
    public long this[int first, int second] => _counts[first, second];

    /// <summary>Counts the items of two raters.</summary>
    /// <param name="first">First rater's category per item, 0 … k − 1.</param>
    /// <param name="second">Second rater's category of the same items in the same order.</param>
    /// <param name="categories">k; at least 1.</param>
    public static ConfusionMatrix From(ReadOnlySpan<int> first, ReadOnlySpan<int> second, int categories)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(second.Length, first.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(categories, 1);
        long[,] counts = new long[categories, categories];
        for (int i = 0; i < first.Length; i++)
        {
            counts[first[i], second[i]]++;
        }

        return new(counts);
    }

    /// <summary>Items that the first rater put in each category.</summary>
    public IReadOnlyList<long> FirstMargin() =>
        [.. Enumerable.Range(0, Categories).Select(i => Enumerable.Range(0, Categories).Sum(j => _counts[i, j]))];

    /// <summary>Items that the second rater put in each category.</summary>
    public IReadOnlyList<long> SecondMargin() =>
        [.. Enumerable.Range(0, Categories).Select(j => Enumerable.Range(0, Categories).Sum(i => _counts[i, j]))];
}
