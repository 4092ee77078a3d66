namespace EvalHarness.Gating;

/// <summary>The answer to "may I ship it?".</summary>
public enum ReleaseDecision
{
    /// <summary>Every gate passes.</summary>
    Ship,

    /// <summary>At least one gate fails.</summary>
    Hold,

    /// <summary>No gate fails and at least one is undecided, or there are no gates.</summary>
    Inconclusive,
}
