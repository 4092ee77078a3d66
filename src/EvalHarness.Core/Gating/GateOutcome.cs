namespace EvalHarness.Gating;

/// <summary>The three answers of a gate; nothing missing is ever a pass.</summary>
public enum GateOutcome
{
    /// <summary>Shown to be no worse than the margin allows.</summary>
    Pass,

    /// <summary>Shown to be worse than the margin allows.</summary>
    Fail,

    /// <summary>The evidence does not decide.</summary>
    Inconclusive,
}
