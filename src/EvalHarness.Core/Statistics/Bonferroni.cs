namespace EvalHarness.Statistics;

/// <summary>Bonferroni's inequality: decisions are right together when each is surer than all need to be.</summary>
public static class Bonferroni
{
    /// <summary>
    /// 1 − (1 − c) / K: the confidence of each of K decisions that are to be right together with confidence c, however
    /// they depend on each other.
    /// </summary>
    /// <param name="confidence">Confidence of all together, c, between 0 and 1.</param>
    /// <param name="decisions">Number of decisions, K; at least 1.</param>
    public static double Share(double confidence, int decisions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(decisions, 1);
        return decisions == 1 ? confidence : 1 - ((1 - confidence) / decisions);
    }
}
