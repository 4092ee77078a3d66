using EvalHarness.Metrics;
using EvalHarness.Metrics.Filters;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Hub;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Pipeline.Tasks.Scoring;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Checks one task: its prompt, its metrics and every row of its dataset.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="judging">Knows what the judges need of the samples.</param>
/// <param name="copies">Keeps what the datasets hold now.</param>
/// <param name="hub">Keeps files of the hub on this machine.</param>
/// <param name="custom">Makes the metrics of the configuration itself.</param>
internal sealed class TaskPlanner(
    ResolvedConfiguration configuration, JudgePlanner judging, DatasetCopies copies, HubFiles hub,
    CustomMetrics custom)
{
    private const string DefaultMessages = "messages";

    /// <summary>
    /// Large datasets whose bad rows are passed over are checked when they are stored, so that the first samples are
    /// asked at once.
    /// </summary>
    public bool ChecksLate { get; init; }

    /// <summary>What is found out of recorded models that is no mistake of one task.</summary>
    public RecordedFindings Recorded { get; } = new([], []);

    /// <summary>
    /// The task, and what a whole pass over its dataset established; <c>null</c> where that is still to come.
    /// </summary>
    /// <exception cref="InvalidInputException">Every mistake in the prompt or the dataset.</exception>
    public async Task<(PlannedTask Task, DatasetSummary? Summary)> PlanAsync(
        string name, TaskConfiguration task, CancellationToken cancellationToken)
    {
        if (task.File is not null)
        {
            return await new TaskFilePlanner(configuration, copies, hub, custom)
                .PlanAsync(name, task, cancellationToken);
        }

        if (task.IsRecorded)
        {
            return await new RecordedTaskPlanner(configuration, judging, copies, custom, Recorded)
                .PlanAsync(name, task, cancellationToken);
        }

        AnswerExtraction? extraction = task.Extract is { } steps ? AnswerExtraction.Create(steps) : null;
        IMetric[] metrics =
        [
            .. task.Metrics.Where(TaskMetricDefinitions.IsOfOneOutput).Select((metric, i) =>
                CustomMetricConfiguration.NameOf(metric) is not null ? custom.Get(metric) : MetricCatalog.Parse(
                    metric, FormattableString.Invariant($"{configuration.FileName}: $.tasks.{name}.metrics[{i}]")))
                .Select(metric => extraction is null || metric is ICustomMetric
                    ? metric : new ExtractingMetric(metric, extraction)),
        ];
        PromptTemplate? prompt = task.Prompt is { } file ? PromptTemplate.Load(file) : null;
        DatasetMapping mapping = new()
        {
            Id = task.Id,
            Input = task.Input,
            Messages = task.Messages ?? (prompt is null && task.Ranking is null ? DefaultMessages : null),
            Target = task.Target,
            Choices = task.Choices,
            Group = task.Group,
            Tags = task.Tags,
            IsRanking = task.Ranking is not null,
            Separator = task.Separator is { } separator ? separator[0] : null,
            Encoding = task.Encoding,
            Quoting = task.Quoting,
            RequiredFields =
            [
                .. (prompt?.RequiredVariables ?? []).Except(PlannedTask.VariablesOf(task))
                    .Union(judging.RequiredFields(name))
                    .Union(task is { Ranking: RankingMode.Embedding, Input: { } query } ? [query] : []),
            ],
        };
        string path = await hub.LocateAsync(
            task.Dataset, $"{configuration.FileName}: $.tasks.{name}.dataset", cancellationToken);
        int repeats = task.Repeats ?? 1;
        LateCheckedDataset? late = ChecksLate && task.OnBadSample == BadSamplePolicy.Skip && copies.IsLarge(path)
            ? DatasetReaders.OpenUnchecked(path, mapping, copies, task.Limit) : null;
        IDatasetReader dataset = late ?? DatasetReaders.OpenChecked(path, mapping, task.OnBadSample, copies);
        DatasetSummary? summary = late is not null ? null : await DatasetReaders.CheckAsync(
            path, mapping, task.OnBadSample, copies, cancellationToken, wanted: task.Limit);
        if (summary is not null && copies.IsLarge(path))
        {
            // The ids of all rows, which a collector at its ease would keep while models answer.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }

        PlannedTask planned = new()
        {
            Name = name,
            Configuration = task,
            Dataset = repeats > 1 ? new RepeatedSamples(dataset, repeats) : dataset,
            Unchecked = late,
            Prompt = prompt,
            Metrics = metrics,
            Options = OptionsFor(prompt?.Prompt.Settings ?? new(), configuration.Values.Generation),
            ThinkingTags = configuration.Values.Generation.ThinkingTags,
            Size = summary is null ? null : TaskSize.From(summary, task),
        };
        return (planned, summary);
    }

    // The prompt knows its task best, so its own settings win.
    private static ChatOptions OptionsFor(PromptSettings prompt, GenerationConfiguration generation) => new()
    {
        Temperature = (float)(prompt.Temperature ?? generation.Temperature),
        MaxOutputTokens = prompt.MaxTokens ?? generation.MaxOutputTokens,
        TopP = (float?)(prompt.TopP ?? generation.TopP),
        TopK = prompt.TopK ?? generation.TopK,
        Seed = prompt.Seed ?? generation.Seed,
        StopSequences = (prompt.StopSequences ?? generation.Stop) is { Count: > 0 } stop ? [.. stop] : null,
    };
}
