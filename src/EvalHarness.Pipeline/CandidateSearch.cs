using EvalHarness.Gating;
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
/// The same flow as <see cref="EvalPipeline"/>, one candidate after the other from small to large, until one may ship:
/// what is larger than that is not tried. It is one stored run, and is continued like any other.
/// </summary>
/// <param name="store">Keeps the rows.</param>
/// <param name="providers">Make the models.</param>
/// <param name="judges">Where the judges are asked.</param>
/// <param name="writers">Write the reports.</param>
/// <param name="time">Tells when the run started and ended.</param>
/// <remarks>
/// Each of K candidates that may be tried is one chance to pass by luck. The configuration therefore comes with its
/// gates at confidence 1 − (1 − c) / K, see <see cref="ConfigurationOverrides.IsSearch"/>.
/// </remarks>
public sealed class CandidateSearch(
    IRunStore store,
    ModelProviders providers,
    IJudgeHost judges,
    IReadOnlyList<IReportWriter> writers,
    TimeProvider time)
{
    /// <summary>Tries candidates until one may ship, a model fails, or none is left.</summary>
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
            Clock = await RunClock.ReadAsync(store, options.RunId, time, cancellationToken),
        };
        using RunPlan plan = SearchOrder.Apply(
            await planner.PlanAsync(configuration, options.Fresh, cancellationToken));
        await using RunJournal journal = await RunJournal.OpenAsync(
            store, plan, options.RunId, time, cancellationToken);
        options.Opened(journal.Run.Id);
        using RunFolder folder = RunFolder.Open(configuration.Values.Output, journal.Run.Id);
        try
        {
            await journal.SaveUntriedAsync(plan.Models.Skip(2));
            await journal.SaveInputsAsync(cancellationToken);
            await RunFiles.WriteInputsAsync(folder, journal.Run, options.Evidence, cancellationToken);
            AnsweringStage answering = new(plan, journal, providers, progress);
            bool goesOn = await answering.AnswerAsync(plan.Models[0], cancellationToken);
            await journal.CompleteInputsAsync();
            for (int tried = 1; goesOn && tried < plan.Models.Count; tried++)
            {
                await journal.SaveUntriedAsync(plan.Models.Skip(tried + 1));
                await answering.AnswerAsync(plan.Models[tried], cancellationToken);
                RunPlan part = SearchOrder.Take(plan, tried);
                await new RunFidelity(part, journal, providers, progress).MeasureAsync(cancellationToken);
                await new JudgingStage(store, providers, judges, progress, journal)
                    .JudgeAsync(part, journal.Run.Id, cancellationToken);
                goesOn = !await IsOverAsync(journal.Run, plan.Models[tried], cancellationToken);
            }

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

    // What is tried is asked to its end, though the run goes on.
    // With a gap in the rows no candidate can be shown fit to ship, so asking further models would be wasted.
    private async Task<bool> IsOverAsync(RunRecord run, PlannedModel tried, CancellationToken cancellationToken)
    {
        Report report = await new RunReports(store, time).BuildAsync(
            run with { Status = RunStatus.Finished }, gates: null, cancellationToken);
        return report.Incomplete is not null
            || report.Candidates.Any(found => found.Candidate == tried.Name && found.Decision == ReleaseDecision.Ship);
    }
}
