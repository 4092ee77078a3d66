using EvalHarness.Inference;
using EvalHarness.Inference.Chat;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Inference.Transformer;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models;

/// <summary>Runs GGUF files in the embedded engine, quantizing them first where the configuration asks for it.</summary>
internal sealed class GgufProvider : IModelProvider
{
    /// <inheritdoc/>
    public string Name => "gguf";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        string path = source.RequirePath("a GGUF file");
        ModelIdentity identity = Check(source, path) with
        {
            Sha256 = await FileHash.Sha256Async(path, cancellationToken),
        };
        if (source.Configuration.Quantize is { } recipe)
        {
            (string made, string hash) = await MakeAsync(source, path, identity.Sha256, recipe, cancellationToken);
            identity = Check(source, made) with { Sha256 = hash };
        }

        return identity with { WeightsSha256 = identity.Sha256 };
    }

    /// <inheritdoc/>
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        string path = identity.WeightsPath ?? source.RequirePath("a GGUF file");
        InferenceEngine engine = Guard(source, path, () => InferenceEngine.Load(path));
        return Task.FromResult(new LoadedModel(new GgufChatClient(source.Name, engine), engine.LoadTime));
    }

    // Everything that loading would trip over, without the memory that loading takes.
    private static ModelIdentity Check(ModelSource source, string path) => Guard(source, path, () =>
    {
        using GgufFile file = GgufFile.Open(path);
        ModelConfig.Read(file.Metadata);
        RequireKnownTemplate(file);
        long weights = file.Tensors.Sum(tensor => tensor.ElementCount);
        return new ModelIdentity
        {
            Sha256 = "",
            WeightsPath = path,
            FileBytes = file.FileLength,
            BitsPerWeight = weights == 0 ? null : 8.0 * file.Tensors.Sum(tensor => tensor.ByteLength) / weights,
            Description = Describe(file, weights, source),
            GivesLogLikelihoods = true,
        };
    });

    private static void RequireKnownTemplate(GgufFile file)
    {
        const string Key = "tokenizer.chat_template";
        string? template = file.Metadata.FindString(Key);
        if (new ChatFormat(template, TokenizerFactory.FromGguf(file)).Family is null)
        {
            throw file.Metadata.Reject(
                Key,
                "a chat template of no known family",
                $"one of {string.Join(", ", Enum.GetNames<ChatFamily>())}",
                "Serve this model with another program, and use the provider \"openai\".");
        }
    }

    private static string Describe(GgufFile file, long weights, ModelSource source)
    {
        string types = string.Join(", ", file.Tensors
            .GroupBy(tensor => tensor.Type)
            .OrderByDescending(group => group.Sum(tensor => tensor.ElementCount))
            .Select(group => group.Key.ToString().ToUpperInvariant()));
        string made = source.Configuration.Quantize is { } recipe ? $", quantized by {recipe.Method}" : "";
        return FormattableString.Invariant(
            $"{file.Metadata.FindString("general.architecture")}, {weights / 1e6:0.##} M weights, {types}{made}");
    }

    private static async Task<(string Path, string Sha256)> MakeAsync(
        ModelSource source,
        string path,
        string hash,
        QuantizeConfiguration recipe,
        CancellationToken cancellationToken)
    {
        try
        {
            return await new QuantizedModelCache(source.CacheFolder).GetAsync(
                path, hash, recipe, source.Remake, cancellationToken);
        }
        catch (GgufFormatException broken)
        {
            throw Mistake(path, broken);
        }
    }

    private static InvalidInputException Mistake(string path, GgufFormatException broken) => new(
        FormattableString.Invariant($"{path}: byte {broken.ByteOffset}"), broken.Found, broken.Expected, broken.Mend);

    private static T Guard<T>(ModelSource source, string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (GgufFormatException broken)
        {
            throw Mistake(path, broken);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{source.Place}.path", unreadable.Message, "a readable GGUF file");
        }
    }
}
