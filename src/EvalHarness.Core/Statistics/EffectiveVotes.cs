namespace EvalHarness.Statistics;

/// <summary>What a panel of judges is worth when its members err together.</summary>
public static class EffectiveVotes
{
    /// <summary>
    /// Independent votes a panel amounts to: k/(1 + (k − 1)·ρ̄); <c>null</c> where the denominator is not positive.
    /// </summary>
    /// <param name="judges">k; at least 1.</param>
    /// <param name="errorCorrelation">ρ̄, mean correlation of the judges' errors, −1 to 1.</param>
    public static double? From(int judges, double errorCorrelation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(judges, 1);
        double denominator = 1 + ((judges - 1) * errorCorrelation);
        return denominator > 0 ? judges / denominator : null;
    }

    /// <summary>
    /// Mean correlation over all pairs of judges whose errors both vary; <c>null</c> when there is no such pair.
    /// </summary>
    /// <param name="errors">Per judge, its error on each item (1 wrong, 0 right) in the same order.</param>
    public static double? MeanErrorCorrelation(IReadOnlyList<double[]> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        double[] correlations =
        [
            .. from i in Enumerable.Range(0, errors.Count)
               from j in Enumerable.Range(i + 1, errors.Count - i - 1)
               select Correlation.Pearson(errors[i], errors[j]) into correlation
               where correlation is not null
               select correlation.Value,
        ];
        return correlations.Length == 0 ? null : correlations.Average();
    }
}
