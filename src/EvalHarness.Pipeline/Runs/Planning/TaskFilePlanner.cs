using System.Security.Cryptography;
using System.Text;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Hub;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Pipeline.Tasks.Opening;
using EvalHarness.Pipeline.Tasks.Reading;
using EvalHarness.Pipeline.Tasks.Requests;
using EvalHarness.Pipeline.Tasks.Scoring;
using Microsoft.Extensions.AI;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>
/// Checks a task that is written in lm-evaluation-harness's YAML: its file, its metrics and every document. A group's
/// tasks become one task, each of them a slice.
/// </summary>
/// <param name="configuration">The configuration.</param>
/// <param name="copies">Keeps what the datasets hold now.</param>
/// <param name="hub">Keeps files of the hub on this machine.</param>
/// <param name="custom">Makes the metrics of the configuration itself.</param>
internal sealed class TaskFilePlanner(
    ResolvedConfiguration configuration, DatasetCopies copies, HubFiles hub, CustomMetrics custom)
{
    private const int UsualTokens = 256;
    private const int MostMistakes = 100;

    /// <summary>The task, and what a whole pass over its documents established.</summary>
    /// <exception cref="InvalidInputException">Every mistake in the file or the documents.</exception>
    public async Task<(PlannedTask Task, DatasetSummary Summary)> PlanAsync(
        string name, TaskConfiguration task, CancellationToken cancellationToken)
    {
        string place = $"{configuration.FileName}: $.tasks.{name}";
        TaskGroup group = TaskGroupReader.Read(task.File!);
        RefuseOwnPrompt(task, place);
        PromptForm form = new(
            task.Chat == true && group.OutputType != TaskOutputType.LogLikelihoodRolling, task.FewShotAsTurns == true,
            task.SystemInstruction);
        List<GroupMember> members = [];
        List<InputError> mistakes = [];
        StringBuilder hashes = new();
        foreach (TaskFile file in group.Tasks)
        {
            TaskData data = await LocateAsync(DataOf(task, file), place, cancellationToken);
            OpenedTask opened = await OpenedTask.OpenAsync(file, data, copies, cancellationToken);
            TaskSamples samples = new(opened, form, task.OnBadSample);
            int count = await CheckAsync(samples, task.OnBadSample, mistakes, cancellationToken);
            members.Add(new(file, samples, count, Math.Min(task.Limit ?? int.MaxValue, count)));
            hashes.AppendLine(await HashAsync(data, file, cancellationToken));
        }

        ThrowIfUnusable(task, members, mistakes);
        int asked = members.Sum(member => member.Asked);
        int repeats = RepeatsOf(task, group, place);
        ThrowIfNoCorpus(task, group, place);
        IDatasetReader documents = group.IsSingle ? members[0].Samples : new GroupSamples(members);
        string[] own = [.. task.Metrics.Where(metric => CustomMetricConfiguration.NameOf(metric) is not null)];
        string[] names = [.. task.Metrics.Except(own).Where(metric => !RepeatedMetric.IsName(metric))];
        PlannedTask planned = new()
        {
            Name = name,
            Configuration = task with { Chat = form.IsChat, Limit = group.IsSingle ? task.Limit : null },
            Dataset = repeats > 1 ? new RepeatedSamples(documents, repeats) : documents,
            Metrics =
            [
                .. group.IsSingle ? TaskMetrics.Create(group.Tasks[0], names, place + ".metrics")
                    : GroupTaskMetric.Create(members, group.WeighsBySize, names, place + ".metrics"),
                .. own.Select(custom.Get),
            ],
            Options = Options(group.Tasks[0]),
            GroupOptions = group.Tasks.ToDictionary(file => file.Name, Options),
            ThinkingTags = configuration.Values.Generation.ThinkingTags,
            Asks = group.OutputType,
            FileSha256 = group.Sha256,
            Size = new(asked * repeats, asked),
        };
        int all = members.Sum(member => member.Documents);
        string sha256 = group.IsSingle ? hashes.ToString().TrimEnd()
            : Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(hashes.ToString())));
        return (planned, new(all, all, sha256, mistakes));
    }

    private static void ThrowIfNoCorpus(TaskConfiguration task, TaskGroup group, string place)
    {
        if (task.CorpusMetrics.Count > 0 && !group.OutputType.Generates()
            && group.OutputType != TaskOutputType.MultipleChoice)
        {
            throw new InvalidInputException(
                place + ".corpusMetrics", $"metrics of texts or labels of {group.OutputType.NameOf()}",
                "answers or choices", "Remove \"corpusMetrics\".");
        }
    }

    // What is read for likelihoods gives the same again.
    private static int RepeatsOf(TaskConfiguration task, TaskGroup group, string place)
    {
        int repeats = task.Repeats ?? group.Tasks.Max(file => file.Repeats);
        if (repeats > 1 && !group.OutputType.Generates())
        {
            throw new InvalidInputException(
                place, FormattableString.Invariant($"repeats: {repeats} of {group.OutputType.NameOf()}"),
                "repeats of written answers only", "Set \"repeats\": 1 in the task.");
        }

        TaskFilterEntry? vote = repeats == 1 ? null : group.Tasks.SelectMany(file => file.Filters)
            .FirstOrDefault(filter => filter.Steps.Any(step => step.Function == "majority_vote"));
        return vote is null ? repeats : throw new InvalidInputException(
            vote.Place, FormattableString.Invariant($"a vote among {repeats} answers, which a run takes otherwise"),
            "answers that are scored one by one",
            FormattableString.Invariant($"Remove the filter, and add \"majority@{repeats}\" to the task's metrics."));
    }

    private TaskData DataOf(TaskConfiguration task, TaskFile file) => new()
    {
        Dataset = TaskFiles.Fill(task.Dataset, file, configuration.Folder),
        FewShotDataset = task.FewShotDataset is { } pool ? TaskFiles.Fill(pool, file, configuration.Folder) : null,
        Shots = task.NumFewShot,
        Seed = task.FewShotSeed ?? TaskData.DefaultSeed,
        Mapping = new()
        {
            Separator = task.Separator is { } separator ? separator[0] : null,
            Encoding = task.Encoding,
            Quoting = task.Quoting,
        },
    };

    private async Task<TaskData> LocateAsync(TaskData data, string place, CancellationToken cancellationToken) =>
        data with
        {
            Dataset = await hub.LocateAsync(data.Dataset!, place + ".dataset", cancellationToken),
            FewShotDataset = data.FewShotDataset is { } pool
                ? await hub.LocateAsync(pool, place + ".fewShotDataset", cancellationToken) : null,
        };

    private static void RefuseOwnPrompt(TaskConfiguration task, string place)
    {
        string? own = task.Prompt is not null ? "prompt" : task.Messages is not null ? "messages"
            : task.Ranking is not null ? "ranking" : null;
        if (own is not null)
        {
            throw new InvalidInputException(
                $"{place}.{own}", $"\"{own}\" beside \"file\"", "one of them",
                $"Remove \"{own}\": the task file says what is asked.");
        }
    }

    private static async Task<int> CheckAsync(
        TaskSamples samples, BadSamplePolicy onBadSample, List<InputError> mistakes,
        CancellationToken cancellationToken)
    {
        int count = 0;
        await foreach ((Sample? sample, InputError? mistake) in samples.ReadRowsAsync(cancellationToken))
        {
            count += sample is null ? 0 : 1;
            mistakes.AddRange(mistake is null ? [] : [mistake]);
            if (onBadSample == BadSamplePolicy.Stop && mistakes.Count >= MostMistakes)
            {
                break;
            }
        }

        return count;
    }

    private static void ThrowIfUnusable(
        TaskConfiguration task, List<GroupMember> members, List<InputError> mistakes)
    {
        if (mistakes.Count > 0
            && (task.OnBadSample == BadSamplePolicy.Stop || members.Exists(member => member.Documents == 0)))
        {
            throw new InvalidInputException(mistakes);
        }
    }

    private async Task<string> HashAsync(TaskData data, TaskFile file, CancellationToken cancellationToken)
    {
        string dataset = data.Dataset ?? TaskFiles.Evaluated(file);
        string documents = await copies.HashAsync(dataset, dataset, cancellationToken);
        return data.FewShotDataset is not { } pool ? documents : Convert.ToHexStringLower(SHA256.HashData(
            Encoding.ASCII.GetBytes(documents + await copies.HashAsync(pool, pool, cancellationToken))));
    }

    private ChatOptions Options(TaskFile file)
    {
        bool draws = file.Generation.GetValueOrDefault("do_sample") as bool? == true;
        double? temperature = file.Generation.GetValueOrDefault("temperature") as double?
            ?? file.Generation.GetValueOrDefault("temperature") as long?;
        return new()
        {
            Temperature = (float)(file.Generation.GetValueOrDefault("do_sample") is false ? 0
                : temperature ?? (draws ? 1 : 0)),
            MaxOutputTokens = (int)(Whole(file, "max_gen_toks") ?? Whole(file, "max_new_tokens")
                ?? Whole(file, "max_tokens") ?? UsualTokens),
            TopP = (float?)(file.Generation.GetValueOrDefault("top_p") as double?),
            TopK = (int?)Whole(file, "top_k"),
            Seed = configuration.Values.Generation.Seed,
            StopSequences = file.Until.Where(text => text.Length > 0).ToList() is { Count: > 0 } stop ? stop : null,
        };
    }

    private static long? Whole(TaskFile file, string key) =>
        file.Generation.GetValueOrDefault(key) is long number and > 0 and < int.MaxValue ? number : null;
}
