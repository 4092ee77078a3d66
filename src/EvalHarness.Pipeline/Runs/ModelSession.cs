using EvalHarness.Pipeline.Models;

namespace EvalHarness.Pipeline.Runs;

/// <summary>One loaded model at work: asks what is unanswered, scores it and saves it.</summary>
internal sealed class ModelSession(
    RunJournal journal, PlannedModel model, LoadedModel loaded, ErrorBudget errors, IProgress<RunProgress> progress)
{
    /// <summary>How fast it goes.</summary>
    public SessionMeter Meter { get; } = new();

    /// <summary>
    /// Asks the samples of a task, several at a time. What was begun is finished when the budget stops it.
    /// </summary>
    public async Task AnswerAsync(PlannedTask task, int concurrency)
    {
        SampleAsker asker = new(loaded, task);
        int done = await journal.CountAnsweredAsync(model, task, errors.Token);
        Report(task, done);
        Meter.Start();
        try
        {
            await Parallel.ForEachAsync(
                journal.ReadUnansweredAsync(model, task, errors.Token),
                new ParallelOptions { MaxDegreeOfParallelism = concurrency, CancellationToken = errors.Token },
                async (sample, _) =>
                {
                    ModelOutput output = await asker.AskAsync(sample.Sample, CancellationToken.None);
                    await journal.SaveAsync(model, task, sample, output, task.Score(sample.Sample, output));
                    Meter.Count(output);
                    errors.Count(output);
                    Report(task, Interlocked.Increment(ref done));
                });
        }
        finally
        {
            Meter.Stop(task.Generates);
        }
    }

    private void Report(PlannedTask task, int done) =>
        progress.Report(new RunProgress(journal.Run.Id, model.Name, task.Name, done, task.Samples, errors.Errors));
}
