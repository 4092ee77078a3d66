using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>What a plan's results depend on: hashes, seeds and versions.</summary>
internal static class PlannedManifest
{
    // Raised when a metric's values change for the same text, so that old and new scores are never mixed.
    private const string ScorerVersion = "2";

    /// <summary>The manifest of a plan.</summary>
    public static RunManifest Describe(
        ResolvedConfiguration configuration,
        List<PlannedTask> tasks,
        Dictionary<string, PlannedModel> models,
        IReadOnlyList<PlannedJudge> judges,
        IReadOnlyDictionary<string, DatasetSummary> datasets) => new()
        {
            ToolVersion = typeof(RunPlanner).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion.Split('+')[0] ?? "0",
            ConfigurationSha256 = configuration.Sha256,
            Models = models.ToDictionary(model => model.Key, model => model.Value.Identity.Sha256),
            ChatTemplates = Known(models, prompts => prompts.TemplateSha256),
            Tokenizers = Known(models, prompts => prompts.TokenizerSha256),
            Datasets = tasks.ToDictionary(
                task => task.Name,
                task => datasets.TryGetValue(task.Name, out DatasetSummary? dataset)
                    ? dataset.Sha256 : RunManifest.UnreadDataset),
            Prompts = tasks.Where(task => task.Prompt is not null || task.FileSha256 is not null)
                .ToDictionary(task => task.Name, task => task.FileSha256 ?? task.Prompt!.Prompt.Sha256),
            Scorers = tasks.ToDictionary(task => task.Name, task => HashOf(task.Metrics)),
            Judges = judges.ToDictionary(judge => judge.Name, judge => judge.Id),
            Instruments = tasks.Where(task => task.Instrument is not null)
                .Select(task => $"{task.Name}: {task.Instrument}").ToArray() is { Length: > 0 } instruments
                ? instruments : null,
            Samples = tasks.Where(task => task.Size is not null)
                .ToDictionary(task => task.Name, task => task.KnownSize.Samples),
            SkippedRows = [.. datasets.Values.SelectMany(dataset => dataset.Skipped)],
            Platform = RunPlatform.Describe(
                models.Values.Any(model => model.Source.Configuration.Provider == GgufProvider.ProviderName)),
            VariesByProcessor =
                models.Values.Where(model => model.Identity.VariesByProcessor).Select(model => model.Name).ToArray()
                    is { Length: > 0 } varying ? varying : null,
            Seeds = Seeds(configuration.Values),
        };

    /// <summary>The manifest when a dataset was read to its end.</summary>
    public static RunManifest With(RunManifest manifest, PlannedTask task, DatasetSummary dataset) => manifest with
    {
        Datasets = new Dictionary<string, string>(manifest.Datasets) { [task.Name] = dataset.Sha256 },
        Samples = new Dictionary<string, int>(manifest.Samples)
        {
            [task.Name] = TaskSize.From(dataset, task.Configuration).Samples,
        },
        SkippedRows = [.. manifest.SkippedRows, .. dataset.Skipped],
    };

    private static Dictionary<string, string>? Known(
        Dictionary<string, PlannedModel> models, Func<ModelPrompts, string?> hash)
    {
        Dictionary<string, string> known = models
            .Where(model => model.Value.Identity.Prompts is { } prompts && hash(prompts) is not null)
            .ToDictionary(model => model.Key, model => hash(model.Value.Identity.Prompts!)!);
        return known.Count > 0 ? known : null;
    }

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
            string.Join('\n', [ScorerVersion, .. metrics.Select(metric =>
                metric.Definition.Name + (metric is ICustomMetric own ? " " + own.Sha256 : ""))]))));
}
