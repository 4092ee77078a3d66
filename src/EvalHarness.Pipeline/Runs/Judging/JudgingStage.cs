using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Judging;

/// <summary>Between outputs and reports: loads the judges' models and lets them judge, task by task.</summary>
/// <param name="store">Holds the outputs, and receives the verdicts.</param>
/// <param name="providers">Make the judges' models.</param>
/// <param name="host">Where the judges are asked.</param>
/// <param name="progress">Told of every text that was judged.</param>
/// <param name="journal">Notes how the judges' requests had to be changed; <c>null</c> for nobody.</param>
internal sealed class JudgingStage(
    IRunStore store,
    ModelProviders providers,
    IJudgeHost host,
    IProgress<RunProgress> progress,
    RunJournal? journal = null)
{
    /// <summary>Judges a run's outputs as planned.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="runId">The run whose outputs are judged.</param>
    /// <param name="stop">Begins nothing new, gives what is under way a moment, and ends.</param>
    /// <exception cref="JudgeFailedException">A judge's first verdicts all failed for one reason.</exception>
    public async Task JudgeAsync(RunPlan plan, string runId, CancellationToken stop)
    {
        IReadOnlyList<JudgedTask> tasks = JudgedTask.For(plan.Judges, plan.Configuration.Values);
        if (tasks.Count == 0)
        {
            return;
        }

        await using JudgeModels models = new(providers, journal);
        IReadOnlyDictionary<string, IHostedJudge> hosted = host.Host(
            [.. tasks.SelectMany(task => task.Judges).Select(judge => judge.Definition)],
            models.Find,
            tasks[0].Judging.Seed);
        for (int i = 0; i < tasks.Count; i++)
        {
            JudgedTask task = tasks[i];
            await new PersonLabels(store).StoreAsync(runId, task, stop);
            foreach (PlannedJudge judge in task.Judges)
            {
                await new KeptPrompts(store.Labels).KeepAsync(runId, judge, stop);
            }

            JudgingCases cases = await JudgingCases.DrawAsync(store, runId, plan.Configuration.Values, task, stop);
            await models.LoadAsync(ModelsOf(task), stop);
            Dictionary<string, JudgeAtWork> judges = task.Judges.ToDictionary(
                judge => judge.Name, judge => new JudgeAtWork(judge, hosted[judge.Name]), StringComparer.Ordinal);
            await new JudgingSession(store, runId, task, judges, progress).JudgeAsync(
                cases, plan.Configuration.Values.Baseline, plan.Configuration.Values.Generation.Concurrency, stop);
            await models.ReleaseAsync(tasks.Skip(i + 1).SelectMany(ModelsOf));
        }
    }

    private static IEnumerable<PlannedModel> ModelsOf(JudgedTask task) =>
        task.Judges.Select(judge => judge.Model).OfType<PlannedModel>();
}
