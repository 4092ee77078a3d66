namespace EvalHarness.Statistics;

/// <summary>
/// A correlation within each group (one source text, one query), averaged over the groups where it is defined.
/// </summary>
/// <param name="Mean">Mean over the groups that count; <c>null</c> when none does.</param>
/// <param name="Groups">Groups that count.</param>
/// <param name="Skipped">Groups left out: constant on one side, or a single item.</param>
public readonly record struct GroupedCorrelation(double? Mean, int Groups, int Skipped)
{
    /// <summary>Averages <see cref="Correlation.Pearson"/> over groups.</summary>
    public static GroupedCorrelation Pearson(
        IReadOnlyList<string> groups, ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        Average(groups, x, y, (first, second) => Correlation.Pearson(first, second));

    /// <summary>Averages <see cref="Correlation.Spearman"/> over groups.</summary>
    public static GroupedCorrelation Spearman(
        IReadOnlyList<string> groups, ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        Average(groups, x, y, (first, second) => Correlation.Spearman(first, second));

    /// <summary>Averages <see cref="Correlation.KendallTauB"/> over groups.</summary>
    public static GroupedCorrelation KendallTauB(
        IReadOnlyList<string> groups, ReadOnlySpan<double> x, ReadOnlySpan<double> y) =>
        Average(groups, x, y, (first, second) => Correlation.KendallTauB(first, second));

    private static GroupedCorrelation Average(
        IReadOnlyList<string> groups,
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> y,
        Func<double[], double[], double?> correlate)
    {
        ArgumentNullException.ThrowIfNull(groups);
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length, groups.Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(y.Length, groups.Count);
        double[] first = x.ToArray();
        double[] second = y.ToArray();
        double?[] found =
        [
            .. Enumerable.Range(0, groups.Count).GroupBy(i => groups[i], StringComparer.Ordinal)
                .Select(group => correlate([.. group.Select(i => first[i])], [.. group.Select(i => second[i])])),
        ];
        double[] defined = [.. found.OfType<double>()];
        return new(defined.Length == 0 ? null : defined.Average(), defined.Length, found.Length - defined.Length);
    }
}
