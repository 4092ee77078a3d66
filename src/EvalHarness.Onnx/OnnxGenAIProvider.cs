using System.Diagnostics;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Onnx;

/// <summary>
/// Models in folders of ONNX Runtime GenAI, quantized first where the configuration asks for it.
/// </summary>
public sealed class OnnxGenAIProvider : IModelProvider
{
    private const string Meaning = "a model folder of ONNX Runtime GenAI";

    /// <inheritdoc/>
    public string Name => "onnx-genai";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        GenAIFolder folder = GenAIFolder.Read(source.RequirePath(Meaning));
        (string hash, long bytes) = await WeightsHash.ReadAsync(folder.Path, cancellationToken);
        string made = "";
        if (source.Configuration.Quantize is { } recipe)
        {
            (string path, hash) = await new QuantizedModelCache(source.CacheFolder).GetAsync(
                folder.Path, hash, recipe, source, cancellationToken);
            folder = GenAIFolder.Read(path);
            bytes = new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
            made = $", quantized to {recipe.Type} by {recipe.Method}";
        }

        return new ModelIdentity
        {
            Sha256 = hash,
            WeightsPath = folder.Path,
            WeightsSha256 = hash,
            FileBytes = bytes,
            Description = $"{folder.Type} in ONNX Runtime GenAI{made}",
            GivesLogLikelihoods = true,
        };
    }

    /// <inheritdoc/>
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(identity);
        GenAIFolder folder = GenAIFolder.Read(identity.WeightsPath ?? source.RequirePath(Meaning));
        GenAIChatClient client = new(source.Name, NativeGenAIModel.Load(folder));
        return Task.FromResult(new LoadedModel(client, Stopwatch.GetElapsedTime(started)));
    }
}
