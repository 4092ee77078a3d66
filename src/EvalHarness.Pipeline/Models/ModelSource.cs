using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;

namespace EvalHarness.Pipeline.Models;

/// <summary>What a provider is given to make one model from.</summary>
/// <param name="Name">The model's name in the configuration.</param>
/// <param name="Configuration">Its section, paths absolute.</param>
/// <param name="Place">Where the section stands, for messages: <c>eval.config.json: $.models.q8_0</c>.</param>
/// <param name="CacheFolder">Where models made on the fly are kept.</param>
/// <param name="Remake">Make cached models again.</param>
public sealed record ModelSource(
    string Name, ModelConfiguration Configuration, string Place, string CacheFolder, bool Remake = false)
{
    /// <summary>Folder of the configuration, which commands are started in.</summary>
    public string Folder { get; init; } = Environment.CurrentDirectory;

    /// <summary>
    /// Weights that are not in the cache are not made: their size is predicted, and what that rests on is the
    /// <see cref="ModelIdentity.SizeBasis"/>.
    /// </summary>
    public bool PredictsOnly { get; init; }

    /// <summary>Local time that prompts may show, through <c>strftime_now</c>; that of the run's start.</summary>
    public DateTime Clock { get; init; } = DateTime.Now;

    /// <summary>Told of every tensor while the model is being quantized; <c>null</c> when nobody is.</summary>
    public IProgress<QuantizationProgress>? Progress { get; init; }

    /// <summary>Told in a sentence what the model's user should know while it is asked.</summary>
    public Action<string> Notice { get; init; } = static _ => { };

    /// <summary>Hashes of weights; shared by models that are planned together.</summary>
    internal SourceHashes Hashes { get; init; } = new();

    /// <summary>
    /// Vocabularies of the files that models are made from; shared by models that are planned together.
    /// </summary>
    internal SourceVocabularies Vocabularies { get; init; } = new();

    /// <summary>Where servers' logs are kept.</summary>
    public string LogFolder => Path.Combine(Folder, ".evalharness", "logs");

    /// <summary>
    /// Puts values from the environment back to their <c>${NAME}</c>, in texts that are shown or kept.
    /// </summary>
    public Func<string, string> Redact { get; init; } = static text => text;

    /// <summary>A task ranks by the model's embeddings.</summary>
    internal bool Embeds { get; init; }

    /// <summary>A model of a configuration.</summary>
    /// <param name="configuration">The configuration.</param>
    /// <param name="name">The model's name in it.</param>
    /// <param name="remake">Make cached models again.</param>
    public static ModelSource From(ResolvedConfiguration configuration, string name, bool remake = false)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new ModelSource(
            name,
            configuration.Values.Models[name],
            $"{configuration.FileName}: $.models.{name}",
            Path.Combine(configuration.Folder, ".evalharness", "cache"),
            remake)
        {
            Folder = configuration.Folder,
            Redact = configuration.Redact,
            Embeds = configuration.Values.Candidates.Append(configuration.Values.Baseline).Contains(name)
                && configuration.Values.Tasks.Values.Any(task => task.Ranking == RankingMode.Embedding),
        };
    }

    /// <summary>A model that the command line names, and no configuration describes.</summary>
    /// <param name="provider">Its provider.</param>
    /// <param name="path">Its file or folder.</param>
    /// <param name="chatTemplate">A chat template instead of its own; <c>null</c> for its own.</param>
    public static ModelSource FromFile(string provider, string path, string? chatTemplate = null) => new(
        path,
        new ModelConfiguration { Provider = provider, Path = path, ChatTemplate = chatTemplate },
        path,
        CacheFolder: "");

    /// <summary>Positions of the model's sequences: those that are configured, else the model's own.</summary>
    /// <param name="own">The model's own.</param>
    /// <exception cref="InvalidInputException">More are configured than the model has.</exception>
    internal int RequireContext(int own) =>
        Configuration.Context is not { } wanted ? own
        : wanted <= own ? wanted
        : throw new InvalidInputException(
            Place + ".context",
            FormattableString.Invariant($"{wanted} positions, of a model that has {own}"),
            FormattableString.Invariant($"at most {own}"),
            "Lower \"context\", or remove it for the model's own.");

    /// <summary>The configured path.</summary>
    /// <exception cref="InvalidInputException">There is none, and this provider needs one.</exception>
    public string RequirePath(string meaning) => Configuration.Path ?? throw new InvalidInputException(
        Place, "no path", $"\"path\" of {meaning}", "Add \"path\" to the model.");
}
