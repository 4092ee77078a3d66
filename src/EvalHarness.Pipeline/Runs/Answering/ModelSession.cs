using EvalHarness.Gating;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Chain;
using EvalHarness.Pipeline.Runs.Planning;

namespace EvalHarness.Pipeline.Runs.Answering;

/// <summary>One loaded model at work: asks what is unanswered, scores it and saves it.</summary>
/// <param name="journal">Knows what is answered, and keeps what is.</param>
/// <param name="model">The model as planned.</param>
/// <param name="loaded">The model itself.</param>
/// <param name="errors">Ends the asking; what was begun then comes to its end.</param>
/// <param name="progress">Told of every output.</param>
/// <param name="isBaseline">The candidates are compared with it.</param>
/// <param name="limits">How many outputs of a task may be no answers.</param>
/// <param name="cut">Cuts what was begun: it is asked again when the run is continued.</param>
internal sealed class ModelSession(
    RunJournal journal,
    PlannedModel model,
    LoadedModel loaded,
    ErrorBudget errors,
    IProgress<RunProgress> progress,
    bool isBaseline,
    Func<PlannedTask, OutputLimits> limits,
    CancellationToken cut)
{
    /// <summary>How fast it goes.</summary>
    public SessionMeter Meter { get; } = new();

    // For every sample that is asked, so many more may be scored, saved or next in line: waiting for the store's
    // commits then leaves no model idle.
    private const int Ahead = 2;

    /// <summary>
    /// Asks the samples of a task, several at a time. What was begun is finished when the budget stops it.
    /// </summary>
    public async Task AnswerAsync(PlannedTask task, int concurrency)
    {
        SampleAsker asker = new(loaded, task, isBaseline);
        FloorWatch? watch = isBaseline ? new(model.Name, task, limits(task), journal.CountSamples(task)) : null;
        using SemaphoreSlim places = new(concurrency);
        int done = await journal.CountAnsweredAsync(model, task, errors.Token);
        Report(task, done);
        Meter.Start();
        try
        {
            await Parallel.ForEachAsync(
                journal.ReadUnansweredAsync(model, task, errors.Token),
                new ParallelOptions { MaxDegreeOfParallelism = Ahead * concurrency, CancellationToken = errors.Token },
                async (sample, stop) =>
                {
                    if (await AskAsync(asker, sample.Sample, places, stop) is { } output)
                    {
                        IReadOnlyList<Score> scores = task.Score(sample.Sample, output);
                        await journal.SaveAsync(model, task, sample, output, scores);
                        Meter.Count(output);
                        Report(task, Interlocked.Increment(ref done));
                        foreach (string notice in watch?.Add(output, scores) ?? [])
                        {
                            Report(task, done, notice);
                        }
                    }
                });
        }
        finally
        {
            Meter.Stop(task.Generates);
        }
    }

    // Nothing is given for a sample whose turn comes after the end.
    private async Task<ModelOutput?> AskAsync(
        SampleAsker asker, Sample sample, SemaphoreSlim places, CancellationToken stop)
    {
        await places.WaitAsync(CancellationToken.None);
        try
        {
            if (stop.IsCancellationRequested)
            {
                return null;
            }

            ModelOutput output = await asker.AskAsync(sample, cut);
            errors.Count(output);
            return output;
        }
        catch (OperationCanceledException cancelled) when (cancelled is StoppedException
            || cut.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            places.Release();
        }
    }

    private void Report(PlannedTask task, int done, string? notice = null) => progress.Report(
        new RunProgress(journal.Run.Id, model.Name, task.Name, done, journal.CountSamples(task), errors.Errors)
        {
            Notice = notice,
        });
}
