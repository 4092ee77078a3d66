using System.Diagnostics;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.OnnxGenAI;

/// <summary>Models in folders of ONNX Runtime GenAI.</summary>
public sealed class OnnxGenAIProvider : IModelProvider
{
    private const string Meaning = "a model folder of ONNX Runtime GenAI";

    /// <inheritdoc/>
    public string Name => "onnx-genai";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        GenAIFolder folder = GenAIFolder.Read(source.RequirePath(Meaning));
        (string hash, long bytes) = await WeightsHash.ReadAsync(folder.Path, cancellationToken);
        return new ModelIdentity
        {
            Sha256 = hash,
            WeightsPath = folder.Path,
            WeightsSha256 = hash,
            FileBytes = bytes,
            Description = $"{folder.Type} in ONNX Runtime GenAI",
            GivesLogLikelihoods = true,
        };
    }

    /// <inheritdoc/>
    public Task<LoadedModel> LoadAsync(
        ModelSource source, ModelIdentity identity, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        GenAIFolder folder = GenAIFolder.Read(source.RequirePath(Meaning));
        GenAIChatClient client = new(source.Name, NativeGenAIModel.Load(folder));
        return Task.FromResult(new LoadedModel(client, Stopwatch.GetElapsedTime(started)));
    }
}
