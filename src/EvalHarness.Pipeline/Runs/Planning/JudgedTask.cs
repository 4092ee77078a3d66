using EvalHarness.Judging;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>A task with its judges.</summary>
/// <param name="Name">The task.</param>
/// <param name="Panel">The first layer.</param>
/// <param name="Master">The second layer; <c>null</c> when there is none.</param>
/// <param name="Escalation">What brings an output to the second layer.</param>
/// <param name="Judging">Share, seed and layers.</param>
internal sealed record JudgedTask(
    string Name,
    IReadOnlyList<PlannedJudge> Panel,
    PlannedJudge? Master,
    EscalationRules Escalation,
    JudgingConfiguration Judging)
{
    /// <summary>All judges, the master last.</summary>
    public IEnumerable<PlannedJudge> Judges => Master is null ? Panel : Panel.Append(Master);

    /// <summary>Judges of the panel whose verdicts the master reviews: those that are asked what it is.</summary>
    public IEnumerable<PlannedJudge> Reviewed =>
        Panel.Where(judge => Master is not null && judge.IsPairwise == Master.IsPairwise);

    /// <summary>The tasks that some judge judges, in the configuration's order.</summary>
    /// <param name="judges">All judges.</param>
    /// <param name="configuration">Where their layers are.</param>
    public static IReadOnlyList<JudgedTask> For(
        IReadOnlyList<PlannedJudge> judges, EvalConfiguration configuration) =>
    [
        .. from task in configuration.Tasks.Keys
           let mine = judges.Where(judge => judge.Configuration.Task == task).ToArray()
           where mine.Length > 0
           select new JudgedTask(
               task,
               [.. mine.Where(judge => judge.Layer == 1)],
               mine.SingleOrDefault(judge => judge.Layer == 2),
               EscalationRules.Parse(configuration.Judging!.Layers.ElementAtOrDefault(1)?.Escalate ?? []),
               configuration.Judging),
    ];
}
