namespace EvalHarness.Statistics;

/// <summary>How much two different ratings still agree.</summary>
public enum KappaWeights
{
    /// <summary>Not at all: Cohen's kappa.</summary>
    Unweighted,

    /// <summary>1 − |i − j|/(k − 1) for categories i, j of k.</summary>
    Linear,

    /// <summary>1 − (i − j)²/(k − 1)².</summary>
    Quadratic,
}
