namespace EvalHarness;

/// <summary>What a fault means for a score.</summary>
public static class ScoreFaults
{
    /// <summary>The model is at fault, so the score is the metric's worst value rather than missing.</summary>
    public static bool IsOfModel(this ScoreFault fault) => fault <= ScoreFault.InvalidFormat;
}
