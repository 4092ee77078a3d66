using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Runs.Answering;
using EvalHarness.Pipeline.Runs.Fidelity;
using EvalHarness.Pipeline.Runs.Judging;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline;

/// <summary>
/// The flow: dataset → sample → output → score → verdict → comparison → gate → report. Every arrow's result is stored
/// as it is made, so that a run can be continued wherever it ended.
/// </summary>
/// <param name="store">Keeps the rows.</param>
/// <param name="providers">Make the models.</param>
/// <param name="judges">Where the judges are asked.</param>
/// <param name="writers">Write the reports.</param>
/// <param name="time">Tells when a run started and ended.</param>
public sealed class EvalPipeline(
    IRunStore store,
    ModelProviders providers,
    IJudgeHost judges,
    IReadOnlyList<IReportWriter> writers,
    TimeProvider time)
{
    /// <summary>Executes a configuration from the first check to the last report.</summary>
    /// <param name="configuration">What to evaluate.</param>
    /// <param name="options">How to execute it this time.</param>
    /// <param name="progress">Told of every output; may be called from several threads.</param>
    /// <param name="cancellationToken">
    /// Begins nothing new, gives what is under way a moment, saves, and ends without a report.
    /// </param>
    /// <exception cref="InvalidInputException">An input is wrong: thrown before any model is asked.</exception>
    /// <exception cref="JudgeFailedException">A judge gives no verdicts; what is answered is saved.</exception>
    public async Task<RunOutcome> RunAsync(
        ResolvedConfiguration configuration,
        RunOptions options,
        IProgress<RunProgress> progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(options);
        RunPlanner planner = new(providers, progress, judges.Version)
        {
            Force = options.Force,
            ChecksLate = options.RunId is null,
            Clock = await RunClock.ReadAsync(store, options.RunId, time, cancellationToken),
        };
        using RunPlan plan = await planner.PlanAsync(configuration, options.Fresh, cancellationToken);
        await using RunJournal journal = await RunJournal.OpenAsync(
            store, plan, options.RunId, time, cancellationToken);
        options.Opened(journal.Run.Id);
        using RunFolder folder = RunFolder.Open(configuration.Values.Output, journal.Run.Id);
        try
        {
            await journal.SaveInputsAsync(cancellationToken);
            await RunFiles.WriteInputsAsync(folder, journal.Run, options.Evidence, cancellationToken);
            AnsweringStage answering = new(plan, journal, providers, progress);
            await Parallel.ForEachAsync(
                plan.Models,
                AtOnce(configuration.Values.Generation.ModelsAtOnce, cancellationToken),
                async (model, _) => await answering.AnswerAsync(model, cancellationToken));
            await journal.CompleteInputsAsync();
            await RunFiles.WriteManifestAsync(folder, journal.Run, cancellationToken);
            await new RunFidelity(plan, journal, providers, progress).MeasureAsync(cancellationToken);
            await new JudgingStage(store, providers, judges, progress, journal)
                .JudgeAsync(plan, journal.Run.Id, cancellationToken);
            return await new ReportingStage(store, writers, time).ReportAsync(plan, journal, folder, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await journal.EndAsync(RunStatus.Incomplete);
            return new RunOutcome(journal.Run.Id, Report: null, new Dictionary<string, string>());
        }
        catch (JudgeFailedException)
        {
            await journal.EndAsync(RunStatus.Incomplete);
            throw;
        }
    }

    private static ParallelOptions AtOnce(int most, CancellationToken cancellationToken) =>
        new() { MaxDegreeOfParallelism = most, CancellationToken = cancellationToken };
}
