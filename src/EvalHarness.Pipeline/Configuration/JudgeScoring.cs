namespace EvalHarness.Pipeline.Configuration;

/// <summary>What becomes of a judge's answer.</summary>
public enum JudgeScoring
{
    /// <summary>The grade that the judge wrote.</summary>
    Verdict,

    /// <summary>The mean of the grades, weighted by the probabilities that the judge gave them.</summary>
    Weighted,
}
