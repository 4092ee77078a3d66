using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Pipeline.Runs.Reporting;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Judging;

/// <summary>Judges, or judges again, the stored outputs of a run.</summary>
/// <param name="store">Holds the run, and receives the verdicts.</param>
/// <param name="providers">Make the judge's model.</param>
/// <param name="host">Where the judge is asked.</param>
/// <param name="reports">Makes the report.</param>
public sealed class RunJudging(IRunStore store, ModelProviders providers, IJudgeHost host, RunReports reports)
{
    /// <summary>
    /// Lets one judge judge a run's outputs and reports what it found. What this very judge has said before is not
    /// asked again; a new prompt makes a new version of it, which is compared with the old one.
    /// </summary>
    /// <param name="configuration">Where the judge is defined.</param>
    /// <param name="run">The run.</param>
    /// <param name="judge">The judge's name.</param>
    /// <param name="progress">Told of every text that was judged.</param>
    /// <param name="cancellationToken">Begins nothing new, gives what is under way a moment, and ends.</param>
    /// <exception cref="InvalidInputException">There is no such judge, or it does not fit the run.</exception>
    /// <exception cref="JudgeFailedException">The judge gives no verdicts.</exception>
    public async Task<Report> JudgeAsync(
        ResolvedConfiguration configuration,
        RunRecord run,
        string judge,
        IProgress<RunProgress> progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(run);
        EvalConfiguration values = WithLayer(configuration, judge);
        EvalConfiguration asked = ConfigurationFile.ParseResolved(run.Configuration, $"run {run.Id}");
        string task = values.Judges[judge].Task;
        if (!asked.Tasks.ContainsKey(task))
        {
            throw new InvalidInputException(
                $"run {run.Id}", $"no task \"{task}\", which the judge \"{judge}\" is for",
                $"a run with that task; this one has {string.Join(", ", asked.Tasks.Keys)}");
        }

        IReadOnlyList<PlannedJudge> judges = await PlanAsync(
            configuration, values, judge, RunClock.For(run, TimeProvider.System), progress, cancellationToken);

        // Whose outputs they are is the run's to say.
        using RunPlan plan = new()
        {
            Configuration = configuration with
            {
                Values = values with { Baseline = asked.Baseline, Candidates = asked.Candidates },
            },
            Models = [],
            Tasks = [],
            Judges = judges,
            Manifest = run.Manifest,
        };
        await new JudgingStage(store, providers, host, progress).JudgeAsync(plan, run.Id, cancellationToken);
        return await reports.BuildAsync(
            run,
            values,
            judges.ToDictionary(planned => planned.Name, planned => planned.Id, StringComparer.Ordinal),
            cancellationToken);
    }

    // A judge that no layer has is a layer of its own.
    private static EvalConfiguration WithLayer(ResolvedConfiguration configuration, string judge)
    {
        EvalConfiguration values = configuration.Values;
        if (!values.Judges.ContainsKey(judge))
        {
            throw new InvalidInputException(
                "--judge", $"\"{judge}\"", "the name of a judge in the configuration",
                NearestName.Suggest(judge, [.. values.Judges.Keys]));
        }

        return values.Judging?.Layers.Any(layer => layer.Judges.Contains(judge)) == true ? values : values with
        {
            Judging = (values.Judging ?? new JudgingConfiguration { Layers = [] }) with
            {
                Layers = [new JudgingLayerConfiguration { Judges = [judge] }],
            },
        };
    }

    // A master reviews the verdicts of its panel, so the panel comes along.
    private async Task<IReadOnlyList<PlannedJudge>> PlanAsync(
        ResolvedConfiguration configuration,
        EvalConfiguration values,
        string judge,
        DateTime clock,
        IProgress<RunProgress> progress,
        CancellationToken cancellationToken)
    {
        IReadOnlyList<JudgingLayerConfiguration> layers = values.Judging!.Layers;
        bool isMaster = layers.Skip(1).Any(layer => layer.Judges.Contains(judge));
        using DatasetCopies copies = new();
        SourceHashes hashes = new();
        JudgePlanner planner = new(configuration, copies);
        List<PlannedJudge> planned = [];
        for (int i = 0; i < layers.Count; i++)
        {
            foreach (string name in layers[i].Judges.Where(name => name == judge
                || (isMaster && i == 0 && values.Judges[name].Task == values.Judges[judge].Task)))
            {
                planned.Add(await planner.PlanAsync(
                    await planner.ReadAsync(name, cancellationToken),
                    i + 1,
                    values.Judges[name].Model is { } model ? await IdentifyAsync(model) : null,
                    host.Version,
                    cancellationToken));
            }
        }

        return planned;

        async Task<PlannedModel> IdentifyAsync(string model)
        {
            ModelSource source = ModelSource.From(configuration, model) with
            {
                Clock = clock,
                Hashes = hashes,
                Notice = notice => progress.Report(RunProgress.FromNotice(model, notice)),
            };
            ModelIdentity identity = await providers.IdentifyAsync(source, cancellationToken);

            // A missing or malformed template shows before anything is asked.
            _ = identity.Prompts?.Default;
            return new(source, identity);
        }
    }
}
