namespace EvalHarness.Pipeline.Runs;

/// <summary>How far one model has come on one task.</summary>
/// <param name="RunId">The run; empty while it is being planned.</param>
/// <param name="Model">The model.</param>
/// <param name="Task">The task.</param>
/// <param name="Done">Samples that need no more asking.</param>
/// <param name="Total">Samples of the task; <c>null</c> while they are not counted.</param>
/// <param name="Errors">Samples that ended in an error in this session.</param>
public sealed record RunProgress(string RunId, string Model, string Task, int Done, int? Total, int Errors)
{
    /// <summary>What a user should know before the run ends; <c>null</c> for a mere step.</summary>
    public string? Notice { get; init; }

    /// <summary>What is counted, such as <c>MiB</c> of a file; empty for samples.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What the errors are to a reader.</summary>
    public string ErrorWord { get; init; } = "errors";

    /// <summary>A sentence about a model; such a report counts nothing.</summary>
    public static RunProgress FromNotice(string model, string notice) =>
        new("", model, "", 0, 0, 0) { Notice = $"{model}: {notice}" };
}
