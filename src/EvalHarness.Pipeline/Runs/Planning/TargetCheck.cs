using EvalHarness.Metrics;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Finds metrics that cannot see a task's targets.</summary>
internal static class TargetCheck
{
    // Enough to know a column by; a dataset may be large.
    private const int MostSamples = 1000;

    /// <summary>What to look at again, as sentences; empty when nothing is.</summary>
    public static async Task<IReadOnlyList<string>> FindAsync(PlannedTask task, CancellationToken cancellationToken)
    {
        List<Sample> samples =
            await task.ReadAsync(cancellationToken).Take(MostSamples).ToListAsync(cancellationToken);
        return
        [
            .. task.Metrics.SelectMany(metric => TargetSight.Find(metric, samples, task.MostTokens)
                .Select(finding => $"{task.Name}/{metric.Definition.Name}: {finding}")),
        ];
    }
}
