using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Checks everything before any model is asked, and reports all mistakes at once: prompts, metrics, every row of
/// every dataset, every model's weights.
/// </summary>
/// <param name="providers">Make the models.</param>
/// <param name="progress">Told of every tensor that is quantized; <c>null</c> for nobody.</param>
/// <param name="hostVersion">What the judges' host does to verdicts: see <see cref="IJudgeHost.Version"/>.</param>
internal sealed class RunPlanner(
    ModelProviders providers, IProgress<RunProgress>? progress = null, string? hostVersion = null)
{
    // Raised when a metric's values change for the same text, so that old and new scores are never mixed.
    private const string ScorerVersion = "2";

    private readonly List<InputMistake> _mistakes = [];

    /// <summary>The plan of a configuration.</summary>
    /// <exception cref="InvalidInputException">Every mistake that was found.</exception>
    public async Task<RunPlan> PlanAsync(
        ResolvedConfiguration configuration, bool remake, CancellationToken cancellationToken)
    {
        DatasetCopies copies = new();
        try
        {
            return await PlanAsync(configuration, copies, remake, cancellationToken);
        }
        catch
        {
            copies.Dispose();
            throw;
        }
    }

    private async Task<RunPlan> PlanAsync(
        ResolvedConfiguration configuration, DatasetCopies copies, bool remake, CancellationToken cancellationToken)
    {
        EvalConfiguration values = configuration.Values;
        JudgePlanner judging = new(configuration, copies);
        await CollectAsync(() => judging.ReadAsync(cancellationToken));
        TaskPlanner planner = new(configuration, judging, copies);
        List<(PlannedTask Task, DatasetSummary Summary)> tasks = [];
        foreach ((string name, TaskConfiguration task) in values.Tasks)
        {
            await CollectAsync(async () => tasks.Add(await planner.PlanAsync(name, task, cancellationToken)));
        }

        string? fidelityText = null;
        if (values.Fidelity?.Text is { } text)
        {
            await CollectAsync(async () => fidelityText = await HashTextAsync(text, cancellationToken));
        }

        IReadOnlyList<ModelSource> sources = [.. values.Candidates.Prepend(values.Baseline).Select(Source)];
        Dictionary<string, PlannedModel> models = [];

        // What is quantized comes last: it takes time, and a mistake elsewhere would waste it.
        foreach (ModelSource source in sources.OrderBy(source => source.Configuration.Quantize is not null))
        {
            if (source.Configuration.Quantize is null || _mistakes.Count == 0)
            {
                await CollectAsync(async () => models[source.Name] = await IdentifyAsync(source.Name));
            }
        }

        IReadOnlyList<PlannedJudge> judges = [];
        await CollectAsync(async () => judges = await judging.PlanAsync(
            async name => models.GetValueOrDefault(name) ?? (models[name] = await IdentifyAsync(name)),
            hostVersion,
            cancellationToken));
        _mistakes.AddRange(FindMissingLikelihoods(
            configuration.FileName,
            models.Values.Where(model => sources.Any(source => source.Name == model.Name)),
            tasks.Select(task => task.Task)));
        return _mistakes.Count > 0 ? throw new InvalidInputException(_mistakes) : new RunPlan
        {
            Configuration = configuration,
            Copies = copies,
            Models = [.. sources.Select(source => models[source.Name])],
            Tasks = [.. tasks.Select(task => task.Task)],
            Judges = judges,
            Manifest = Describe(configuration, tasks, models, judges) with { FidelityText = fidelityText },
        };

        ModelSource Source(string name) => ModelSource.Of(configuration, name, remake) with
        {
            Progress = progress is null ? null : new QuantizingProgress(name, progress),
            Notice = notice => progress?.Report(RunProgress.OfNotice(name, notice)),
        };

        async Task<PlannedModel> IdentifyAsync(string name) =>
            new(Source(name), await providers.IdentifyAsync(Source(name), cancellationToken));
    }

    private async Task CollectAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (InvalidInputException mistake)
        {
            _mistakes.AddRange(mistake.Mistakes);
        }
    }

    private static Task<string> HashTextAsync(string text, CancellationToken cancellationToken)
    {
        // A text that cannot be read is a mistake of the configuration: it shows before any model is asked.
        TextChunks.ReadText(text);
        return FileHash.Sha256Async(text, cancellationToken);
    }

    private static IEnumerable<InputMistake> FindMissingLikelihoods(
        string file, IEnumerable<PlannedModel> models, IEnumerable<PlannedTask> tasks) =>
        from task in tasks
        where task.WantsLikelihood || !task.Generates
        from model in models
        where !model.Identity.GivesLogLikelihoods
        select new InputMistake(
            $"{file}: $.tasks.{task.Name}",
            $"model {model.Name}, which gives no log-likelihoods",
            task.Generates ? "models that give them, for the metric nll" : "models that give them, for \"pointwise\"",
            task.Generates ? "Leave nll out." : "Use \"ranking\": \"listwise\".");

    private static RunManifest Describe(
        ResolvedConfiguration configuration,
        List<(PlannedTask Task, DatasetSummary Summary)> tasks,
        Dictionary<string, PlannedModel> models,
        IReadOnlyList<PlannedJudge> judges) => new()
        {
            ToolVersion = typeof(RunPlanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion.Split('+')[0] ?? "0",
            ConfigurationSha256 = configuration.Sha256,
            Models = models.ToDictionary(model => model.Key, model => model.Value.Identity.Sha256),
            Datasets = tasks.ToDictionary(task => task.Task.Name, task => task.Summary.Sha256),
            Prompts = tasks.ToDictionary(task => task.Task.Name, task => task.Task.Prompt.Prompt.Sha256),
            Scorers = tasks.ToDictionary(task => task.Task.Name, task => HashOf(task.Task.Metrics)),
            Judges = judges.ToDictionary(judge => judge.Name, judge => judge.Id),
            Samples = tasks.ToDictionary(task => task.Task.Name, task => task.Task.Samples),
            SkippedRows = [.. tasks.SelectMany(task => task.Summary.Skipped)],
            Platform = RunPlatform.Describe(
                models.Values.Any(model => model.Source.Configuration.Provider == GgufProvider.ProviderName)),
            VariesByProcessor =
                models.Values.Where(model => model.Identity.VariesByProcessor).Select(model => model.Name).ToArray()
                    is { Length: > 0 } varying ? varying : null,
            Seeds = Seeds(configuration.Values),
        };

    private static Dictionary<string, long> Seeds(EvalConfiguration configuration)
    {
        Dictionary<string, long> seeds = new()
        {
            ["bootstrap"] = configuration.Comparison.Seed,
            ["generation"] = configuration.Generation.Seed,
        };
        if (configuration.Judging is { } judging)
        {
            seeds["judging"] = judging.Seed;
        }

        return seeds;
    }

    private static string HashOf(IEnumerable<IMetric> metrics) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(
            string.Join('\n', [ScorerVersion, .. metrics.Select(metric => metric.Definition.Name)]))));
}
