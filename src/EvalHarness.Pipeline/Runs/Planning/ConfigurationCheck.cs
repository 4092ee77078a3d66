using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Checks what a run would check first, without making anything: prompts, datasets and weights.</summary>
/// <param name="providers">Make the models.</param>
public sealed class ConfigurationCheck(ModelProviders providers)
{
    private readonly List<InputMistake> _mistakes = [];
    private readonly List<InputMistake> _unavailable = [];
    private readonly List<string> _warnings = [];

    /// <summary>Checks every task, and the weights that every model comes from.</summary>
    /// <returns>What each task's dataset holds, and which models could not be had now.</returns>
    /// <exception cref="InvalidInputException">Every mistake that was found.</exception>
    public async Task<ConfigurationFindings> RunAsync(
        ResolvedConfiguration configuration, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        EvalConfiguration values = configuration.Values;
        OrderedDictionary<string, DatasetSummary> datasets = [];
        using DatasetCopies copies = new();
        JudgePlanner judging = new(configuration, copies);
        await CollectAsync(() => judging.ReadAsync(cancellationToken));
        await CollectAsync(() => judging.CheckKnownTextsAsync(cancellationToken));
        TaskPlanner planner = new(configuration, judging, copies);
        foreach ((string name, TaskConfiguration task) in values.Tasks)
        {
            await CollectAsync(async () =>
            {
                (PlannedTask planned, datasets[name]) = await planner.PlanAsync(name, task, cancellationToken);
                _warnings.AddRange(await TargetCheck.FindAsync(planned, cancellationToken));
            });
        }

        // A recipe is sound when its source is: what it makes, and whether that suits int8 activations, a run shows.
        IEnumerable<ModelSource> sources = values.Candidates.Prepend(values.Baseline)
            .Concat(judging.Models)
            .Select(name => ModelSource.Of(configuration, name))
            .Select(source => source with { Configuration = source.Configuration with { Quantize = null } })
            .DistinctBy(source => source.Configuration);
        foreach (ModelSource source in sources)
        {
            await CollectAsync(() => providers.IdentifyAsync(source, cancellationToken));
        }

        return _mistakes.Count == 0
            ? new ConfigurationFindings(datasets, _unavailable, _warnings)
            : throw new InvalidInputException(_mistakes);
    }

    private static ModelConfiguration WithoutRecipe(ModelConfiguration model) =>
        model.Quantize is null ? model : model with { Quantize = null, Activations = null };

    private async Task CollectAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (ModelUnavailableException absence)
        {
            _unavailable.AddRange(absence.Mistakes);
        }
        catch (InvalidInputException mistake)
        {
            _mistakes.AddRange(mistake.Mistakes);
        }
    }
}
