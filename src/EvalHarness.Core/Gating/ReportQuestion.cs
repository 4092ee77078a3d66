namespace EvalHarness.Gating;

/// <summary>What a report answers.</summary>
public enum ReportQuestion
{
    /// <summary>May the candidates take the place of the baseline?</summary>
    Release,

    /// <summary>Did a model change between two runs? Never says that anything may ship.</summary>
    Change,
}
