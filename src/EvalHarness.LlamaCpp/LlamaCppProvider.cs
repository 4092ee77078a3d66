using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.LlamaCpp;

/// <summary>
/// Runs GGUF files in llama.cpp, the engine that most of them are deployed in, quantizing them first where the
/// configuration asks for it. Prompts are written by our own reader of chat templates.
/// </summary>
public sealed class LlamaCppProvider : IModelProvider
{
    /// <summary>Its name in configurations.</summary>
    internal const string ProviderName = "llama.cpp";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        LlamaLibrary.Require(source.Place);
        RequireKnownTypes(source);
        GgufWeights weights = await GgufWeights.FindAsync(source, LlamaModelFile.Check, cancellationToken);
        LlamaOptions options = LlamaRunOptions.From(source.Configuration);
        LlamaModelFile.RequireBackEnd(source.Place + ".gpuLayers", options);
        ModelIdentity identity = await LlamaRunOptions.ExtendAsync(weights.Identity, options, cancellationToken);
        return GgufModelFile.Read(weights.Path, file =>
            source.Embeds && LlamaPooling.Find(file.Metadata) is not null
                ? identity with
                {
                    GivesEmbeddings = true,
                    OnlyEmbeds = true,
                    GivesLogLikelihoods = false,
                    GivesLogits = false,
                }
                : PromptsOf(source, weights.Path, file).Extend(identity) with
                {
                    Window = WindowOf(source, weights.Path, file),
                    WithoutEmbeddings = LlamaPooling.FindObstacle(file.Metadata),
                });
    }

    private static ContextWindow? WindowOf(ModelSource source, string path, GgufFile file)
    {
        if (file.Metadata.FindUInt32(file.Metadata.GetString("general.architecture") + ".context_length")
            is not (> 0 and <= int.MaxValue and var own))
        {
            return null;
        }

        int length = source.RequireContext((int)own);
        return new ContextWindow(
            source.Configuration.Context is null ? Math.Min(length, LlamaOptions.DefaultContextLimit) : length,
            (int)own,
            () => source.Vocabularies.TokenizerOf(
                source.Configuration.Path ?? path, ProviderName, () => LlamaVocabulary.Load(path).Tokenizer));
    }

    /// <inheritdoc/>
    public async Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(identity);
        string path = identity.WeightsPath ?? source.RequirePath("a GGUF file");
        if (identity.OnlyEmbeds)
        {
            LlamaEmbedder embedder = await Task.Run(
                () => LlamaEmbedder.Load(path, LlamaRunOptions.From(source.Configuration), cancellationToken),
                cancellationToken);
            return new LoadedModel(embedder, embedder.LoadTime);
        }

        return await LoadAsync(
            source, path, LlamaRunOptions.From(source.Configuration), identity.Prompts, cancellationToken);
    }

    /// <summary>Loads a model that the command line names, and no configuration describes.</summary>
    /// <param name="path">The model.</param>
    /// <param name="options">How to load it.</param>
    /// <param name="cancellationToken">Ends the loading.</param>
    /// <exception cref="InvalidInputException">The model or its adapter cannot be used.</exception>
    internal static Task<LoadedModel> LoadFileAsync(
        string path, LlamaOptions options, CancellationToken cancellationToken) =>
        LoadAsync(ModelSource.FromFile(ProviderName, path), path, options, prompts: null, cancellationToken);

    private static async Task<LoadedModel> LoadAsync(
        ModelSource source,
        string path,
        LlamaOptions options,
        ModelPrompts? prompts,
        CancellationToken cancellationToken)
    {
        LlamaEngine engine = await Task.Run(
            () => LlamaEngine.Load(path, options, cancellationToken), cancellationToken);
        prompts ??= ModelPrompts.FromGguf(
            source, path, engine.Metadata, ModelPrompts.TokensOf(engine.Tokenizer));
        return new LoadedModel(new GgufChatClient(source.Name, engine, prompts, ProviderName), engine.LoadTime);
    }

    // The tokenizer itself is llama.cpp's, which has it once the model is loaded.
    private static ModelPrompts PromptsOf(ModelSource source, string path, GgufFile file)
    {
        bool hasUsualIds = file.Metadata.GetString("tokenizer.ggml.model") == "llama";
        TokenVocabulary vocabulary = new(file.Metadata, hasUsualIds ? 1 : null, hasUsualIds ? 2 : null);
        return ModelPrompts.FromGguf(
            source,
            path,
            file.Metadata,
            ModelPrompts.TokensOf(TextOf(vocabulary.BeginId), TextOf(vocabulary.EndId)));

        string? TextOf(int? id) => id is { } token ? vocabulary.Texts[token] : null;
    }

    private static void RequireKnownTypes(ModelSource source)
    {
        if (source.Configuration.Quantize is not { } recipe)
        {
            return;
        }

        string place = source.Place + ".quantize";
        QuantizationSettings settings = GgufModelQuantizer.RecipeOf(recipe, place).Settings;
        TensorType[] types =
            [settings.Type, settings.EmbeddingType ?? settings.Type, .. settings.Types.Select(pattern => pattern.Type)];
        if (Array.Find(types, type => ExtensionType.Find(type) is not null) is var own
            && ExtensionType.Find(own) is not null)
        {
            throw new InvalidInputException(
                place,
                $"the type \"{TensorFormat.NameOf(own)}\", which only the embedded engine reads",
                "a type that llama.cpp knows",
                "Set \"provider\": \"gguf\", or another type.");
        }
    }
}
