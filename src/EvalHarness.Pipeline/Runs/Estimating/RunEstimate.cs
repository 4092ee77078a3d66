namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>What a run or a search would cost and could show.</summary>
public sealed record RunEstimate
{
    /// <summary>The baseline.</summary>
    public required string Baseline { get; init; }

    /// <summary>The candidates: of a run as they are configured, of a search in the order of the trials.</summary>
    public required IReadOnlyList<CandidateEstimate> Candidates { get; init; }

    /// <summary>The work, per model and task.</summary>
    public required IReadOnlyList<TaskEstimate> Tasks { get; init; }

    /// <summary>What each gate could detect.</summary>
    public required IReadOnlyList<GateEstimate> Gates { get; init; }

    /// <summary>Time of all models, in seconds; <c>null</c> when there is nothing to estimate it from.</summary>
    public double? Seconds => Tasks.All(task => task.Seconds is not null) ? Tasks.Sum(task => task.Seconds) : null;
}
