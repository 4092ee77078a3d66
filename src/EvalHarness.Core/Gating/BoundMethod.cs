namespace EvalHarness.Gating;

/// <summary>What the lower bound of a gate is made by.</summary>
public enum BoundMethod
{
    /// <summary>Gaffke's bound at the metric's full range: holds its level at any number of samples.</summary>
    Gaffke,

    /// <summary>Score bounds of independent pass/fail samples, with the rule of three where nothing flipped.</summary>
    Score,

    /// <summary>
    /// Approximate: the lower of the bootstrap and t bounds of a metric that has no worst value, so that a rare large
    /// loss may go unseen.
    /// </summary>
    Approximate,
}
