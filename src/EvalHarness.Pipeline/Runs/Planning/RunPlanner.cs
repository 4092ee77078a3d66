using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Extensions;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Catalog;
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
    private readonly List<InputError> _mistakes = [];
    private readonly List<InputError> _unavailable = [];
    private readonly List<string> _warnings = [];
    private readonly OrderedDictionary<string, DatasetSummary> _datasets = [];
    private readonly SourceHashes _hashes = new();
    private readonly SourceVocabularies _vocabularies = new();

    /// <summary>Nothing is made: of models that would be quantized or exported first, the size is predicted.</summary>
    public bool MakesNothing { get; init; }

    /// <summary>Models that cannot be had now are left out of the plan, and are no mistake.</summary>
    public bool ToleratesAbsence { get; init; }

    /// <summary>Candidates are compared, and labelled, though their prompts or tokens are not the baseline's.</summary>
    public bool Force { get; init; }

    /// <inheritdoc cref="TaskPlanner.ChecksLate"/>
    public bool ChecksLate { get; init; }

    /// <summary>Local time that prompts may show; a run that is continued keeps that of its start.</summary>
    public DateTime Clock { get; init; } = DateTime.Now;

    /// <summary>Told how far large datasets have been read; <c>null</c> for whoever is told of all else.</summary>
    public IProgress<FileProgress>? Reading { get; init; }

    /// <summary>Why models are left out.</summary>
    public IReadOnlyList<InputError> Unavailable => _unavailable;

    /// <summary>What is no mistake and should be known before a run, as sentences without their full stop.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>What each task's dataset holds, by task; without those that are checked late.</summary>
    public IReadOnlyDictionary<string, DatasetSummary> Datasets => _datasets;

    /// <summary>The plan of a configuration.</summary>
    /// <exception cref="InvalidInputException">Every mistake that was found.</exception>
    public async Task<RunPlan> PlanAsync(
        ResolvedConfiguration configuration, bool remake, CancellationToken cancellationToken)
    {
        DatasetCopies copies = new(Reading ?? (progress is null ? null : new ReadingProgress(progress)));
        CustomMetrics custom = new(configuration.Values.CustomMetrics, configuration.Folder, configuration.FileName);
        try
        {
            return await PlanAsync(configuration, copies, custom, remake, cancellationToken);
        }
        catch
        {
            copies.Dispose();
            custom.Dispose();
            throw;
        }
    }

    private async Task<RunPlan> PlanAsync(
        ResolvedConfiguration configuration, DatasetCopies copies, CustomMetrics custom, bool remake,
        CancellationToken cancellationToken)
    {
        EvalConfiguration values = configuration.Values;
        JudgePlanner judging = new(configuration, copies);
        await CollectAsync(() => judging.ReadAsync(cancellationToken));
        await CollectAsync(() => judging.ReadKnownTextsAsync(cancellationToken));
        TaskPlanner planner = new(configuration, judging, copies, new(
            configuration.Hub, state => progress?.Report(RunProgress.FromNotice("data", state + "."))), custom)
        {
            ChecksLate = ChecksLate,
        };
        List<PlannedTask> tasks = [];
        foreach ((string name, TaskConfiguration task) in values.Tasks)
        {
            await CollectAsync(async () =>
            {
                (PlannedTask planned, DatasetSummary? dataset) =
                    await planner.PlanAsync(name, task, cancellationToken);
                tasks.Add(planned);
                if (dataset is not null)
                {
                    _datasets[name] = dataset;
                }
            });
        }

        string? fidelityText = null;
        if (values.Fidelity?.Text is { } text)
        {
            await CollectAsync(async () => fidelityText = await HashTextAsync(text, cancellationToken));
        }

        string[] names = [values.Baseline, .. values.Candidates];
        Dictionary<string, PlannedModel> models = [];
        foreach (string name in names.Concat(judging.Models).Distinct())
        {
            await CollectAsync(async () => models[name] = await IdentifyAsync(name, predictsOnly: true));
        }

        PlannedModel[] asked = [.. names.Where(models.ContainsKey).Select(name => models[name])];
        tasks = await LetterTasks.AdaptAsync(
            tasks, asked, (task, instrument) => progress?.Report(RunProgress.FromNotice(task, instrument)),
            cancellationToken);
        _mistakes.AddRange(ModelAbilities.FindMissing(configuration.FileName, asked, tasks));
        foreach (PlannedTask task in tasks)
        {
            if (SamplingCheck.FindWarning(task) is { } warning)
            {
                Warn(task.Name, warning);
            }
        }

        List<PromptExample> examples = [];
        foreach (PlannedTask task in tasks.Where(task => !task.Embeds))
        {
            PromptFindings found = await new PromptCheck(task).RunAsync(asked, cancellationToken);
            _mistakes.AddRange(found.Errors);
            examples.AddRange(found.Examples);
            foreach ((string model, string warning) in found.Warnings)
            {
                Warn(model, warning);
            }
        }

        foreach (string name in judging.Models.Where(models.ContainsKey))
        {
            await CollectAsync(() => Task.FromResult(models[name].Identity.Prompts?.Default));
        }

        foreach ((string model, string warning) in planner.Recorded.Warnings)
        {
            Warn(model, warning);
        }

        InputError[] unlike = models.TryGetValue(values.Baseline, out PlannedModel? baseline)
            ? [
                .. planner.Recorded.Unlike,
                .. LikeWithLike.Find(configuration.FileName, baseline, asked.Skip(1), examples),
            ]
            : [];
        _mistakes.AddRange(Force ? [] : unlike);

        foreach (PlannedModel model in asked.Where(model => model.Identity.EffectiveTypes is not null))
        {
            Warn(model.Name, model.Identity.EffectiveTypes!);
        }

        // Making takes time, and a mistake anywhere would waste it.
        foreach (PlannedModel model in models.Values.Where(model => !MakesNothing && IsToBeMade(model)).ToArray())
        {
            if (_mistakes.Count == 0)
            {
                await CollectAsync(async () =>
                    models[model.Name] = await IdentifyAsync(model.Name, predictsOnly: false));
            }
        }

        if (_mistakes.Count > 0)
        {
            throw new InvalidInputException([.. _mistakes.Distinct()]);
        }

        IReadOnlyList<PlannedJudge> judges =
            judging.Models.All(models.ContainsKey) ? judging.Plan(models, hostVersion) : [];
        return new RunPlan
        {
            Configuration = configuration,
            Copies = copies,
            CustomMetrics = custom,
            Models = [.. names.Where(models.ContainsKey).Select(name => models[name])],
            Tasks = tasks,
            Judges = judges,
            Manifest = PlannedManifest.Describe(configuration, tasks, models, judges, _datasets) with
            {
                FidelityText = fidelityText,
                Clock = Clock,
                RenderedPrompts = examples.Count > 0 ? examples : null,
                Incompatible = unlike.Length > 0 ? [.. unlike.Select(error => error.Actual + ".")] : null,
            },
        };

        bool IsToBeMade(PlannedModel model) =>
            model.Identity.SizeBasis is not null || (remake && model.Identity.WeightsSha256 is not null);

        async Task<PlannedModel> IdentifyAsync(string name, bool predictsOnly)
        {
            ModelSource source = ModelSource.From(configuration, name, remake) with
            {
                Clock = Clock,
                Progress = progress is null ? null : new QuantizingProgress(name, progress),
                Notice = notice => progress?.Report(RunProgress.FromNotice(name, notice)),
                Hashes = _hashes,
                Vocabularies = _vocabularies,
            };
            return new(
                source,
                await providers.IdentifyAsync(source with { PredictsOnly = predictsOnly }, cancellationToken));
        }
    }

    private void Warn(string model, string warning)
    {
        _warnings.Add($"{model}: {warning}");
        progress?.Report(RunProgress.FromNotice(model, warning + "."));
    }

    private async Task CollectAsync(Func<Task> check)
    {
        try
        {
            await check();
        }
        catch (ModelUnavailableException absence) when (ToleratesAbsence)
        {
            _unavailable.AddRange(absence.Errors);
        }
        catch (InvalidInputException mistake)
        {
            _mistakes.AddRange(mistake.Errors);
        }
    }

    private static Task<string> HashTextAsync(string text, CancellationToken cancellationToken)
    {
        // A text that cannot be read is a mistake of the configuration: it shows before any model is asked.
        TextChunks.ReadText(text);
        return FileHash.Sha256Async(text, cancellationToken);
    }
}
