using EvalHarness.Inference;
using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
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

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        (string path, ModelIdentity weights, Func<GgufTensor, TensorType>? typeOf) = await GgufWeights.FindAsync(
            source, file => ModelConfig.Read(file.Metadata), cancellationToken);
        EngineOptions options = GgufRunOptions.From(source.Configuration);
        ModelIdentity identity = await GgufRunOptions.ExtendAsync(weights, path, options, cancellationToken);
        return GgufModelFile.Read(path, file =>
        {
            CheckOptions(source, file, options, typeOf);
            int own = ModelConfig.Read(file.Metadata).ContextLength;
            return PromptsOf(source, path, file).Extend(identity) with
            {
                Window = new(source.RequireContext(own), own, () => TokenizerOf(source, path)),
            };
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
        if (GgufModelFile.Read(path, file => file.Tensors.Any(tensor => IsKQuant(tensor.Type))))
        {
            source.Notice(
                "k-quants run here with activations in f32. llama.cpp rounds activations to 8 bits: to judge this "
                + "model as it is deployed there, set \"provider\": \"llama.cpp\".");
        }

        InferenceEngine engine = GgufEngine.Load(path, GgufRunOptions.From(source.Configuration));
        ModelPrompts prompts = identity.Prompts
            ?? ModelPrompts.FromGguf(source, path, engine.Metadata, ModelPrompts.TokensOf(engine.Tokenizer));
        return Task.FromResult(new LoadedModel(new GgufChatClient(source.Name, engine, prompts), engine.LoadTime));
    }

    private static bool IsKQuant(TensorType type) => type is >= TensorType.Q2_K and <= TensorType.Q6_K;

    private static ModelPrompts PromptsOf(ModelSource source, string path, GgufFile file) =>
        ModelPrompts.FromGguf(
            source, path, file.Metadata, ModelPrompts.TokensOf(TokenizerOf(source, path, file)));

    private static Tokenizer TokenizerOf(ModelSource source, string path) =>
        GgufModelFile.Read(path, file => TokenizerOf(source, path, file));

    // What is made from a file keeps its tokenizer.
    private static Tokenizer TokenizerOf(ModelSource source, string path, GgufFile file) =>
        source.Vocabularies.TokenizerOf(
            source.Configuration.Path ?? path, ProviderName, () => TokenizerFactory.FromGguf(file));
}
