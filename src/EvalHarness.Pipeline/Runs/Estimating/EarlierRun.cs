using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>Finds what an earlier run of the same tasks says about the spread of their changes.</summary>
/// <param name="reader">Earlier runs.</param>
/// <param name="time">The clock.</param>
internal sealed class EarlierRun(IRunReader reader, TimeProvider time)
{
    /// <summary>The report of the largest such run, of equal ones the newest; <c>null</c> without one.</summary>
    public async Task<Report?> FindAsync(RunPlan plan, CancellationToken cancellationToken)
    {
        // The largest of them says most about the spread.
        RunRecord? found = (await reader.ListRunsAsync(cancellationToken))
            .Where(run => run.Status == RunStatus.Finished
                && plan.Manifest.Datasets.All(run.Manifest.Datasets.Contains)
                && plan.Manifest.Prompts.All(run.Manifest.Prompts.Contains)
                && plan.Manifest.Scorers.All(run.Manifest.Scorers.Contains))
            .MaxBy(run => run.Manifest.Samples.Values.Sum());
        return found is null
            ? null
            : await new RunReports(reader, time).BuildAsync(found, gates: null, cancellationToken);
    }
}
