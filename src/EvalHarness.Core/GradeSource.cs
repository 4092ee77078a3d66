namespace EvalHarness;

/// <summary>Whose grades a gate on a judge's metric speaks of.</summary>
public enum GradeSource
{
    /// <summary>
    /// People's: decided by their labels of pairs that were drawn at random; the judge only foretells drops.
    /// </summary>
    People,

    /// <summary>The judge's own: decided by its verdicts, whatever people would say.</summary>
    Judge,
}
