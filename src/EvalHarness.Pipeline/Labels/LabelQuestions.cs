using EvalHarness.Labels;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Labels;

/// <summary>What people can be asked about the outputs of a run.</summary>
public static class LabelQuestions
{
    /// <summary>
    /// The questions of a run, in the order of its tasks: those of a task's judges, so that labels and verdicts are on
    /// one scale; of a task without judges, whether an output passes. Tasks that rank have no outputs to read.
    /// </summary>
    /// <param name="run">The run.</param>
    public static IReadOnlyList<LabelQuestion> Of(RunRecord run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Of(Configuration(run));
    }

    /// <summary>The questions of a configuration.</summary>
    internal static IReadOnlyList<LabelQuestion> Of(EvalConfiguration configuration) =>
    [
        .. configuration.Tasks.Where(task => task.Value.Ranking is null).SelectMany(task =>
            configuration.Judges.Values.Where(judge => judge.Task == task.Key)
                .Select(judge => judge.Question)
                .Distinct()
                .DefaultIfEmpty(LabelQuestion.PassFail(task.Key))),
    ];

    /// <summary>The configuration that a run was made with.</summary>
    internal static EvalConfiguration Configuration(RunRecord run) =>
        ConfigurationFile.ParseResolved(run.Configuration, $"run {run.Id}");
}
