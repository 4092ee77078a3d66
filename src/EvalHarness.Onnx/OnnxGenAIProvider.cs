using System.Diagnostics;
using EvalHarness.Onnx.Export;
using EvalHarness.Onnx.Quantization;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Onnx;

/// <summary>
/// Models in folders of ONNX Runtime GenAI. A GGUF file is exported to a folder first, and a folder is quantized first
/// where the configuration asks for it; both are made once and kept.
/// </summary>
public sealed class OnnxGenAIProvider : IModelProvider
{
    private const string Meaning = "a model folder of ONNX Runtime GenAI, or of a GGUF file to make one from";

    /// <inheritdoc/>
    public string Name => "onnx-genai";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        string path = source.RequirePath(Meaning);
        string hash;
        long? bytes = null;
        string made = "";
        if (File.Exists(path))
        {
            (path, hash) = await ExportAsync(source, path, cancellationToken);
            made = ", exported from a GGUF file";
        }
        else
        {
            path = GenAIFolder.Read(path).Path;
            (hash, bytes) = await WeightsHash.ReadAsync(path, cancellationToken);
        }

        if (source.Configuration.Quantize is { } recipe)
        {
            QuantizedModelCache cache = new(source.CacheFolder, new GenAIModelQuantizer());
            (path, hash) = await cache.GetAsync(path, hash, recipe, source, cancellationToken);
            bytes = null;
            made += $", quantized to {recipe.Type} by {recipe.Method}";
        }

        return new ModelIdentity
        {
            Sha256 = hash,
            WeightsPath = path,
            WeightsSha256 = hash,
            FileBytes = bytes ?? SizeOf(path),
            BitsPerWeight = GenAIInspection.Read(path).BitsPerWeight,
            Description = $"{GenAIFolder.Read(path).Type} in ONNX Runtime GenAI{made}; "
                + "its rows may differ by processor and batch",
            GivesLogLikelihoods = true,
            GivesLogits = true,
            VariesByProcessor = true,
        };
    }

    private static async Task<(string Path, string Sha256)> ExportAsync(
        ModelSource source, string model, CancellationToken cancellationToken)
    {
        (string hash, _) = await WeightsHash.ReadAsync(model, cancellationToken);
        return await new WeightsCache(source.CacheFolder).GetAsync(
            FormattableString.Invariant($"{hash}-export-f32-v{GenAIExport.Version}-onnx"),
            source.Remake,
            folder => GenAIExport.Write(model, folder, OnnxWeightType.Float32),
            cancellationToken);
    }

    private static long SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

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
