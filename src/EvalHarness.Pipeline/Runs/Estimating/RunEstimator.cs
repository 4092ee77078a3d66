using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>
/// Says what a run or a search would cost and could show, without making a candidate: the cost from a short probe of
/// the baseline, sizes from files or from the shapes of tensors, the spread of the differences from an earlier run of
/// the same tasks.
/// </summary>
/// <param name="reader">Earlier runs.</param>
/// <param name="providers">Make the models.</param>
/// <param name="time">The clock.</param>
public sealed class RunEstimator(IRunReader reader, ModelProviders providers, TimeProvider time)
{
    /// <summary>Estimate also where candidates are not asked what the baseline is asked.</summary>
    public bool Force { get; init; }

    /// <summary>Checks the configuration as a run would, asks the baseline a few samples, and estimates.</summary>
    /// <exception cref="InvalidInputException">The configuration could not be run.</exception>
    public async Task<RunEstimate> EstimateAsync(
        ResolvedConfiguration configuration, CancellationToken cancellationToken)
    {
        using RunPlan plan = await PlanAsync(configuration, cancellationToken);
        PlannedModel baseline = plan.Models[0];
        if (baseline.Identity.SizeBasis is not null)
        {
            return await DescribeAsync(
                plan, $"the baseline {baseline.Name} is not made yet, and was not asked", cancellationToken);
        }

        List<TaskEstimate> probed = [];
        using (LoadedModel loaded = await providers.LoadAsync(baseline.Source, baseline.Identity, cancellationToken))
        {
            foreach (PlannedTask task in plan.Tasks)
            {
                probed.Add(await RunProbe.MeasureAsync(
                    baseline, loaded, task, configuration.Values.Generation.Concurrency, cancellationToken));
            }
        }

        return await DescribeAsync(plan, probed, cancellationToken);
    }

    /// <summary>Checks the configuration as a search would, asks no model, and estimates.</summary>
    /// <exception cref="InvalidInputException">The configuration could not be run.</exception>
    public async Task<RunEstimate> EstimateSearchAsync(
        ResolvedConfiguration configuration, CancellationToken cancellationToken)
    {
        using RunPlan plan = SearchOrder.Apply(await PlanAsync(configuration, cancellationToken));
        return await DescribeAsync(plan, "no model was asked; run --plan asks the baseline", cancellationToken);
    }

    private Task<RunPlan> PlanAsync(ResolvedConfiguration configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new RunPlanner(providers) { MakesNothing = true, Force = Force }
            .PlanAsync(configuration, remake: false, cancellationToken);
    }

    private async Task<RunEstimate> DescribeAsync(
        RunPlan plan, string whyUnasked, CancellationToken cancellationToken)
    {
        List<TaskEstimate> counted = [];
        foreach (PlannedTask task in plan.Tasks)
        {
            counted.Add(await RunProbe.CountAsync(plan.Models[0], task, whyUnasked, cancellationToken));
        }

        return await DescribeAsync(plan, counted, cancellationToken);
    }

    private async Task<RunEstimate> DescribeAsync(
        RunPlan plan, List<TaskEstimate> tasks, CancellationToken cancellationToken)
    {
        PlannedModel baseline = plan.Models[0];
        Report? earlier = await new EarlierRun(reader, time).FindAsync(plan, cancellationToken);
        return new RunEstimate
        {
            Baseline = baseline.Name,
            Candidates = CandidateEstimate.AllOf(plan),
            Tasks =
            [
                .. from model in plan.Models
                   from estimate in tasks
                   select model == baseline || estimate.Seconds is null
                       ? estimate with { Model = model.Name }
                       : estimate with { Model = model.Name, Basis = $"{estimate.Basis} of {baseline.Name}" },
            ],
            Gates = new GateEstimator(plan.Configuration.Values, plan.Tasks).Estimate(earlier),
        };
    }
}
