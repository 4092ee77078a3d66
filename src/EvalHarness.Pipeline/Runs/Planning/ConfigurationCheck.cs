using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Checks all that a run would check before its first question, without making anything.</summary>
/// <param name="providers">Make the models.</param>
/// <param name="progress">Told how far large datasets have been read; <c>null</c> for nobody.</param>
public sealed class ConfigurationCheck(ModelProviders providers, IProgress<RunProgress>? progress = null)
{
    /// <summary>Checks every task, every model and its recipe, the judges and the store.</summary>
    /// <returns>What each task's dataset holds, and which models could not be had now.</returns>
    /// <exception cref="InvalidInputException">Every mistake that was found.</exception>
    public async Task<ConfigurationFindings> RunAsync(
        ResolvedConfiguration configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        RunPlanner planner = new(providers)
        {
            MakesNothing = true,
            ToleratesAbsence = true,
            Reading = progress is null ? null : new ReadingProgress(progress),
        };
        using RunPlan plan = await planner.PlanAsync(configuration, remake: false, cancellationToken);
        await using IStoredRuns? store =
            RunStores.OpenForReading(configuration.Values.Store, configuration.Folder);
        List<string> warnings = [.. planner.Warnings];
        foreach (PlannedTask task in plan.Tasks)
        {
            warnings.AddRange(await TargetCheck.FindAsync(task, cancellationToken));
        }

        return new ConfigurationFindings(planner.Datasets, planner.Unavailable, warnings);
    }
}
