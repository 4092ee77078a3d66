using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Recorded;
using EvalHarness.Pipeline.Runs.Planning;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>From samples to outputs and scores: loads a model and lets it answer what it has not answered.</summary>
/// <param name="plan">The run's plan.</param>
/// <param name="journal">Knows what is answered, and keeps what is.</param>
/// <param name="providers">Make the models.</param>
/// <param name="progress">Told of every output; may be called from several threads.</param>
internal sealed class AnsweringStage(
    RunPlan plan, RunJournal journal, ModelProviders providers, IProgress<RunProgress> progress)
{
    /// <summary>Lets one model answer all tasks; several models may answer at once.</summary>
    /// <param name="model">The model.</param>
    /// <param name="stop">Begins nothing new, gives what is under way a moment, and ends.</param>
    /// <returns>Whether every sample was asked; not when too many ended in an error.</returns>
    public async Task<bool> AnswerAsync(PlannedModel model, CancellationToken stop)
    {
        if (await journal.IsAnsweredAsync(model, stop))
        {
            return true;
        }

        using PeakMemory? memory = model.Identity.WeightsPath is null ? null : new();
        using ErrorBudget errors = new(journal.CountSamples, plan.Configuration.Values.Generation.MaxErrors, stop);
        using LoadedModel loaded = await providers.LoadAsync(model.Source, model.Identity, stop);
        await WarmUp.RunAsync(loaded, stop);
        using Grace grace = new(TimeProvider.System, stop);
        ModelSession session = new(
            journal, model, loaded, errors, progress, model == plan.Models[0],
            task => (task.Configuration.Outputs ?? plan.Configuration.Values.Outputs).ToLimits(), grace.Cut);
        try
        {
            foreach (PlannedTask task in plan.Tasks)
            {
                await session.AnswerAsync(task, plan.Configuration.Values.Generation.Concurrency);
            }

            return true;
        }
        catch (OperationCanceledException) when (errors.IsSpent && !stop.IsCancellationRequested)
        {
            // The report says so; in a run, the other models are still worth asking.
            return false;
        }
        finally
        {
            // How fast a file is read says nothing of the model.
            if (loaded.Client.GetService<RecordedModel>() is null)
            {
                await journal.SaveTimingsAsync(model, session.Meter.ToTimings(
                    loaded.LoadTime, loaded.Streams ? memory?.Bytes : null));
            }

            await journal.SaveRequestChangesAsync(model.Name, loaded);
        }
    }
}
