namespace EvalHarness.Statistics;

/// <summary>
/// Holm's step-down adjustment (1979): controls the chance of any false claim over a family of tests without
/// supposing anything about their dependence.
/// </summary>
public static class Holm
{
    /// <summary>
    /// Adjusted p-values in the order given. A test without a p-value stays <c>null</c> and still counts in the
    /// family, so a missing result never makes another one look better.
    /// </summary>
    public static IReadOnlyList<double?> Adjust(IReadOnlyList<double?> pValues)
    {
        ArgumentNullException.ThrowIfNull(pValues);
        double?[] adjusted = new double?[pValues.Count];
        double largest = 0;
        int rank = 0;
        foreach (int test in Enumerable.Range(0, pValues.Count).Where(i => pValues[i] is not null)
            .OrderBy(i => pValues[i]))
        {
            largest = Math.Max(largest, Math.Min(1, (pValues.Count - rank++) * pValues[test]!.Value));
            adjusted[test] = largest;
        }

        return adjusted;
    }
}
