namespace EvalHarness.Metrics.Labels;

/// <summary>
/// Matthews' correlation coefficient of several classes (Gorodkin, "Comparing two K-category assignments by a
/// K-category correlation coefficient", 2004).
/// </summary>
internal static class MatthewsCorrelation
{
    /// <summary>The coefficient, −1 to 1; 0 where either side has one class alone.</summary>
    /// <param name="right">(classes) Pairs in which both sides have the class.</param>
    /// <param name="expected">(classes) Pairs in which it is the right one.</param>
    /// <param name="predicted">(classes) Pairs in which it is predicted.</param>
    /// <param name="count">Pairs.</param>
    public static double Of(
        ReadOnlySpan<int> right, ReadOnlySpan<int> expected, ReadOnlySpan<int> predicted, int count)
    {
        double hits = 0;
        double both = 0;
        double squaresPredicted = 0;
        double squaresExpected = 0;
        for (int i = 0; i < right.Length; i++)
        {
            hits += right[i];
            both += (double)expected[i] * predicted[i];
            squaresPredicted += (double)predicted[i] * predicted[i];
            squaresExpected += (double)expected[i] * expected[i];
        }

        double all = (double)count * count;
        double spread = (all - squaresPredicted) * (all - squaresExpected);
        return spread == 0 ? 0 : ((hits * count) - both) / Math.Sqrt(spread);
    }
}
