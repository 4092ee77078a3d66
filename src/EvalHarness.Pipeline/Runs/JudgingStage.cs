using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Runs;

/// <summary>Between outputs and reports: loads the judges' models and lets them judge, task by task.</summary>
/// <param name="store">Holds the outputs, and receives the verdicts.</param>
/// <param name="providers">Make the judges' models.</param>
/// <param name="progress">Told of every text that was judged.</param>
/// <param name="journal">Notes how the judges' requests had to be changed; <c>null</c> for nobody.</param>
internal sealed class JudgingStage(
    IRunStore store, ModelProviders providers, IProgress<RunProgress> progress, RunJournal? journal = null)
{
    /// <summary>Judges a run's outputs as planned.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="runId">The run whose outputs are judged.</param>
    /// <param name="stop">Begins nothing new, gives what is under way a moment, and ends.</param>
    /// <exception cref="JudgeFailedException">A judge's first verdicts all failed for one reason.</exception>
    public async Task JudgeAsync(RunPlan plan, string runId, CancellationToken stop)
    {
        foreach (JudgedTask task in JudgedTask.Of(plan.Judges, plan.Configuration.Values))
        {
            await new PersonLabels(store).StoreAsync(runId, task, stop);
            JudgingCases cases = await JudgingCases.DrawAsync(store, runId, plan.Configuration.Values, task, stop);
            Dictionary<string, LoadedModel> models = [];
            try
            {
                foreach (PlannedModel model in task.Judges.Select(judge => judge.Model).DistinctBy(one => one.Name))
                {
                    models[model.Name] = await providers.LoadAsync(model.Source, model.Identity, stop);
                }

                Dictionary<string, JudgeAtWork> judges = task.Judges.ToDictionary(
                    judge => judge.Name,
                    judge => Prepare(judge, models[judge.Model.Name], task.Judging.Seed),
                    StringComparer.Ordinal);
                await new JudgingSession(store, runId, task, judges, progress).JudgeAsync(
                    cases, plan.Configuration.Values.Baseline, plan.Configuration.Values.Generation.Concurrency, stop);
            }
            finally
            {
                foreach ((string name, LoadedModel model) in models)
                {
                    if (journal is not null)
                    {
                        await journal.SaveRequestChangesAsync(name, model);
                    }

                    model.Dispose();
                }
            }
        }
    }

    private static JudgeAtWork Prepare(PlannedJudge judge, LoadedModel model, long seed) => new(
        judge,
        JudgeFactory.Create(judge.Definition, model.Client, seed),
        judge.Layer > 1 ? JudgeFactory.CreateMaster(judge.Definition, model.Client, seed) : null);
}
