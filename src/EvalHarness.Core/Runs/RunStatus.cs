namespace EvalHarness.Runs;

/// <summary>How far a run has come.</summary>
public enum RunStatus
{
    /// <summary>Started and not ended; also what a killed process leaves behind.</summary>
    Running,

    /// <summary>Every sample of every task has a row for every model.</summary>
    Finished,

    /// <summary>Cancelled, or ended by too many errors.</summary>
    Incomplete,
}
