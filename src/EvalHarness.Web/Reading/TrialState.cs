namespace EvalHarness.Web.Reading;

/// <summary>How far a trial of a prompt has come.</summary>
/// <param name="Run">The run.</param>
/// <param name="Judge">The judge.</param>
/// <param name="JudgeId">The version.</param>
/// <param name="IsRunning">It is under way.</param>
/// <param name="Done">Outputs judged in this trial.</param>
/// <param name="Total">Outputs that it had to judge.</param>
/// <param name="Message">How it ended where it did not judge everything; <c>null</c> otherwise.</param>
public sealed record TrialState(
    string Run, string Judge, string JudgeId, bool IsRunning, int Done, int Total, string? Message);
