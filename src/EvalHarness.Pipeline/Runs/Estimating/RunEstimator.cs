using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>
/// Says what a run would cost and could show, without making one: the cost from a short probe of the baseline, the
/// spread of the differences from an earlier run of the same tasks.
/// </summary>
/// <param name="reader">Earlier runs.</param>
/// <param name="providers">Make the models.</param>
/// <param name="time">The clock.</param>
public sealed class RunEstimator(IRunReader reader, ModelProviders providers, TimeProvider time)
{
    /// <summary>Checks the configuration as a run would, and estimates.</summary>
    /// <exception cref="InvalidInputException">The configuration could not be run.</exception>
    public async Task<RunEstimate> EstimateAsync(
        ResolvedConfiguration configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        using RunPlan plan = await new RunPlanner(providers).PlanAsync(configuration, remake: false, cancellationToken);
        List<TaskEstimate> probed = [];
        PlannedModel baseline = plan.Models[0];
        using (LoadedModel loaded = await providers.LoadAsync(baseline.Source, baseline.Identity, cancellationToken))
        {
            foreach (PlannedTask task in plan.Tasks)
            {
                probed.Add(await RunProbe.MeasureAsync(
                    baseline, loaded, task, configuration.Values.Generation.Concurrency, cancellationToken));
            }
        }

        Report? earlier = await new EarlierRun(reader, time).FindAsync(plan, cancellationToken);
        return new RunEstimate
        {
            Tasks =
            [
                .. from model in plan.Models
                   from estimate in probed
                   select model == baseline
                       ? estimate
                       : estimate with { Model = model.Name, Basis = $"{estimate.Basis} of {baseline.Name}" },
            ],
            Gates = new GateEstimator(configuration.Values, plan.Tasks).Estimate(earlier),
        };
    }
}
