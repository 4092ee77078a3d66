using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>
/// Runs GGUF files in the embedded engine, quantizing them first where the configuration asks for it.
/// </summary>
internal sealed class GgufProvider : IModelProvider
{
    /// <summary>Its name in configurations.</summary>
    internal const string ProviderName = "gguf";

    private static readonly GgufModelQuantizer s_quantizer = new();

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        string path = source.RequirePath("a GGUF file");
        ModelIdentity identity = Check(source, path) with
        {
            Sha256 = (await source.Hashes.ReadAsync(path, cancellationToken)).Sha256,
        };
        EngineOptions options = GgufRunOptions.From(source.Configuration);
        Func<GgufTensor, TensorType>? typeOf = null;
        if (source.Configuration.Quantize is { } recipe)
        {
            string place = source.Place + ".quantize";
            GgufModelFile.RequireFloats(path, place);
            QuantizedModelCache cache = new(source.CacheFolder, s_quantizer);
            (string Path, string Sha256)? made = source.PredictsOnly
                ? await cache.FindAsync(identity.Sha256, recipe, cancellationToken)
                : await cache.GetAsync(path, identity.Sha256, recipe, source, cancellationToken);
            if (made is { } kept)
            {
                (path, identity) = (kept.Path, Check(source, kept.Path) with { Sha256 = kept.Sha256 });
            }
            else
            {
                identity = identity.Predict(recipe, s_quantizer.Predict(path, recipe, place, cancellationToken));
                QuantizationSettings settings = GgufModelQuantizer.RecipeOf(recipe, place).Settings;
                typeOf = tensor => settings.PlanFor(tensor).Type;
            }
        }

        identity = await GgufRunOptions.ExtendAsync(
            identity with { WeightsSha256 = typeOf is null ? identity.Sha256 : null },
            path,
            options,
            cancellationToken);
        return GgufModelFile.Read(path, file =>
        {
            CheckOptions(source, file, options, typeOf);
            return PromptsOf(source, path, file).Extend(identity);
        });
    }

    // What a recipe will make has no file yet whose bytes could be pointed at.
    private static void CheckOptions(
        ModelSource source, GgufFile file, EngineOptions options, Func<GgufTensor, TensorType>? typeOf)
    {
        try
        {
            InferenceEngine.Check(file, options, typeOf);
        }
        catch (GgufFormatException violation) when (typeOf is not null && options.Int8Activations)
        {
            throw new InvalidInputException(
                source.Place + ".activations", violation.Actual, violation.Expected, violation.Fix);
        }
    }

    /// <inheritdoc/>
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        string path = identity.WeightsPath ?? source.RequirePath("a GGUF file");
        InferenceEngine engine = GgufEngine.Load(path, GgufRunOptions.From(source.Configuration));
        ModelPrompts prompts = identity.Prompts
            ?? ModelPrompts.FromGguf(source, path, engine.Metadata, ModelPrompts.TokensOf(engine.Tokenizer));
        return Task.FromResult(new LoadedModel(new GgufChatClient(source.Name, engine, prompts), engine.LoadTime));
    }

    // Everything that loading would trip over, without the memory that loading takes.
    private static ModelIdentity Check(ModelSource source, string path) => GgufModelFile.Read(path, file =>
    {
        ModelConfig.Read(file.Metadata);
        long weights = ModelInspection.CountParameters(file);
        return new ModelIdentity
        {
            Sha256 = "",
            WeightsPath = path,
            FileBytes = file.FileLength,
            BitsPerWeight = weights == 0 ? null : 8.0 * file.Tensors.Sum(tensor => tensor.ByteLength) / weights,
            Description = Describe(file, weights, source),
            GivesLogLikelihoods = true,
            GivesLogits = true,
        };
    });

    private static ModelPrompts PromptsOf(ModelSource source, string path, GgufFile file) =>
        ModelPrompts.FromGguf(
            source, path, file.Metadata, ModelPrompts.TokensOf(TokenizerFactory.FromGguf(file)));

    private static string Describe(GgufFile file, long weights, ModelSource source)
    {
        string types = string.Join(", ", file.Tensors
            .GroupBy(tensor => tensor.Type)
            .OrderByDescending(group => group.Sum(tensor => tensor.ElementCount))
            .Select(group => TensorFormat.NameOf(group.Key).ToUpperInvariant()));
        string made = source.Configuration.Quantize is { } recipe ? $", quantized by {recipe.Method}" : "";
        return FormattableString.Invariant(
            $"{file.Metadata.FindString("general.architecture")}, {weights / 1e6:0.##} M weights, {types}{made}");
    }
}
