using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Judging;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>Checks the judges of a configuration: their layers, prompts, models and labelled texts.</summary>
/// <param name="configuration">The configuration.</param>
/// <param name="copies">Keeps what the files of examples and labels hold now.</param>
internal sealed class JudgePlanner(ResolvedConfiguration configuration, DatasetCopies copies)
{
    private const int MostLayers = 2;

    private readonly EvalConfiguration _values = configuration.Values;
    private readonly List<(JudgeDefinition Definition, int Layer)> _read = [];
    private readonly Dictionary<string, IReadOnlyList<KnownText>> _known = new(StringComparer.Ordinal);

    /// <summary>Reads what the judges of all layers need.</summary>
    /// <exception cref="InvalidInputException">Mistakes of the layers, or of the first judge with one.</exception>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<JudgingLayerConfiguration> layers = _values.Judging?.Layers ?? [];
        CheckLayers(layers);
        for (int i = 0; i < layers.Count; i++)
        {
            // A task that the command line leaves out leaves its judges out.
            foreach (string name in layers[i].Judges
                .Where(name => _values.Tasks.ContainsKey(_values.Judges[name].Task)))
            {
                _read.Add((await ReadAsync(name, cancellationToken), i + 1));
            }
        }

        CheckTasks();
    }

    /// <summary>Reads what one judge needs.</summary>
    public Task<JudgeDefinition> ReadAsync(string name, CancellationToken cancellationToken) =>
        JudgeDefinitionReader.ReadAsync(configuration, name, copies, cancellationToken);

    /// <summary>Names of the judges' models.</summary>
    public IEnumerable<string> Models =>
        _read.Select(judge => judge.Definition.Configuration.Model).OfType<string>();

    /// <summary>Reads the labelled texts of the judges that were read.</summary>
    /// <exception cref="InvalidInputException">One cannot be used.</exception>
    public async Task ReadKnownTextsAsync(CancellationToken cancellationToken)
    {
        foreach ((JudgeDefinition definition, _) in _read)
        {
            _known[definition.Name] = await KnownTexts.ReadAsync(definition, copies, cancellationToken);
        }
    }

    /// <summary>Fields that the samples of a task must have for its judges.</summary>
    public IEnumerable<string> RequiredFields(string task) => _read
        .Where(judge => judge.Definition.Configuration.Task == task)
        .SelectMany(judge => judge.Definition.RequiredFields)
        .Except(StoredOutputs.GivenFields)
        .Distinct(StringComparer.Ordinal);

    /// <summary>The judges that were read, with their labelled texts, in the layers' order.</summary>
    /// <param name="models">What the judges' models are, by their names in the configuration.</param>
    /// <param name="hostVersion">What the judges' host does to verdicts: see <see cref="IJudgeHost.Version"/>.</param>
    public IReadOnlyList<PlannedJudge> Plan(IReadOnlyDictionary<string, PlannedModel> models, string? hostVersion) =>
    [
        .. _read.Select(judge => Plan(
            judge.Definition,
            judge.Layer,
            judge.Definition.Configuration.Model is { } model ? models[model] : null,
            hostVersion,
            _known[judge.Definition.Name])),
    ];

    /// <summary>One judge.</summary>
    /// <exception cref="InvalidInputException">A labelled text cannot be used.</exception>
    public async Task<PlannedJudge> PlanAsync(
        JudgeDefinition definition,
        int layer,
        PlannedModel? model,
        string? hostVersion,
        CancellationToken cancellationToken) =>
        Plan(definition, layer, model, hostVersion, await KnownTexts.ReadAsync(definition, copies, cancellationToken));

    private static PlannedJudge Plan(
        JudgeDefinition definition,
        int layer,
        PlannedModel? model,
        string? hostVersion,
        IReadOnlyList<KnownText> known) => new()
        {
            Definition = definition,
            Layer = layer,
            Id = JudgeFactory.Id(definition, model?.Identity, hostVersion),
            Model = model,
            Known = known,
        };

    private void CheckLayers(IReadOnlyList<JudgingLayerConfiguration> layers)
    {
        string place = $"{configuration.FileName}: $.judging.layers";
        if (layers.Count > MostLayers)
        {
            throw new InvalidInputException(
                place, FormattableString.Invariant($"{layers.Count} layers"), "one or two layers",
                "Put several judges into one layer.");
        }

        string[] twice =
        [
            .. layers.SelectMany(layer => layer.Judges).GroupBy(name => name)
                .Where(group => group.Count() > 1).Select(group => group.Key),
        ];
        if (twice.Length > 0)
        {
            throw new InvalidInputException(
                place, $"{string.Join(", ", twice)} more than once", "every judge in one layer only",
                "Define the judge again under another name.");
        }
    }

    private void CheckTasks()
    {
        string place = $"{configuration.FileName}: $.judging.layers";
        foreach (var task in _read.GroupBy(judge => judge.Definition.Configuration.Task))
        {
            JudgeDefinition[] panel = [.. task.Where(judge => judge.Layer == 1).Select(judge => judge.Definition)];
            JudgeDefinition[] masters = [.. task.Where(judge => judge.Layer > 1).Select(judge => judge.Definition)];
            if (masters.Length > 1)
            {
                throw new InvalidInputException(
                    place, FormattableString.Invariant($"{masters.Length} masters for {task.Key}"),
                    "one master per task");
            }

            if (masters is [{ } master]
                && !panel.Any(judge => judge.Configuration.IsPairwise == master.Configuration.IsPairwise))
            {
                throw new InvalidInputException(
                    place, $"the master {master.Name} without a judge of its kind for {task.Key} in the first layer",
                    "a first layer whose verdicts it can review");
            }

            if (panel.Where(judge => judge.Configuration.Labels is not null)
                .GroupBy(judge => judge.Configuration.IsPairwise)
                .Any(kind => kind.Select(judge => judge.Configuration.Labels!.Path).Distinct().Count() > 1))
            {
                throw new InvalidInputException(
                    place, $"judges of {task.Key} with different label files",
                    "one label file for all judges of a task");
            }
        }
    }
}
