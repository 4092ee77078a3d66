using System.Diagnostics;
using EvalHarness.Inference.Tokenization;
using EvalHarness.Onnx.Export;
using EvalHarness.Onnx.Quantization;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Onnx;

/// <summary>
/// Models in folders of ONNX Runtime GenAI. A GGUF file is exported to a folder first, and a folder is quantized first
/// where the configuration asks for it; both are made once and kept.
/// </summary>
public sealed class OnnxGenAIProvider : IModelProvider
{
    private const string Meaning = "a model folder of ONNX Runtime GenAI, or of a GGUF file to make one from";

    private static readonly GenAIModelQuantizer s_quantizer = new();

    /// <inheritdoc/>
    public string Name => "onnx-genai";

    /// <inheritdoc/>
    public async Task<ModelIdentity> IdentifyAsync(ModelSource source, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ModelIdentity identity = await IdentifyWeightsAsync(source, cancellationToken);
        if (File.Exists(source.RequirePath(Meaning)))
        {
            // An exported folder may be deleted before its prompts are counted.
            string model = source.RequirePath(Meaning);
            identity = identity with
            {
                Window = identity.Window! with
                {
                    CreateTokenizer = () => GgufModelFile.Read(model, TokenizerFactory.FromGguf),
                },
            };
        }

        return source.Configuration.Context is not { } context ? identity : identity with
        {
            Sha256 = ModelIdentity.HashOf(identity.Sha256, FormattableString.Invariant($"context {context}")),
            Description = FormattableString.Invariant($"{identity.Description}, a context of {context}"),
        };
    }

    private static async Task<ModelIdentity> IdentifyWeightsAsync(
        ModelSource source, CancellationToken cancellationToken)
    {
        string path = source.RequirePath(Meaning);
        string made = "";
        (string Path, string Sha256)? weights;
        if (File.Exists(path))
        {
            if (source.Configuration.Quantize is { } wanted)
            {
                GgufModelFile.RequireFloats(path, source.Place + ".quantize", wanted);
            }

            made = ", exported from a GGUF file";
            weights = await ExportAsync(source, path, cancellationToken);
        }
        else
        {
            path = GenAIFolder.Read(path).Path;
            weights = (path, (await source.Hashes.ReadAsync(path, cancellationToken)).Sha256);
        }

        if (weights is not { } folder)
        {
            return PredictExport(source, path, cancellationToken);
        }

        ModelPrompts prompts = GenAIPrompts.Read(source, GenAIFolder.Read(folder.Path));

        if (source.Configuration.Quantize is not { } recipe)
        {
            return prompts.Extend(Describe(source, folder.Path, folder.Sha256, made));
        }

        QuantizedModelCache cache = new(source.CacheFolder, s_quantizer);
        weights = source.PredictsOnly
            ? await cache.FindAsync(folder.Sha256, recipe, cancellationToken)
            : await cache.GetAsync(folder.Path, folder.Sha256, recipe, source, cancellationToken);
        return prompts.Extend(weights is { } kept
            ? Describe(source, kept.Path, kept.Sha256, $"{made}, quantized to {recipe.Type} by {recipe.Method}")
            : Describe(source, folder.Path, folder.Sha256, made).Predict(
                recipe, s_quantizer.Predict(folder.Path, recipe, source.Place + ".quantize", cancellationToken)));
    }

    private static ModelIdentity Describe(ModelSource source, string path, string hash, string made)
    {
        GenAIFolder folder = GenAIFolder.Read(path);
        return new ModelIdentity
        {
            Window = new(
                source.RequireContext(folder.ContextLength),
                folder.ContextLength,
                FolderTokenizer.Find(folder) is { } tokenizer ? () => tokenizer : null),
            Sha256 = hash,
            WeightsPath = path,
            WeightsSha256 = hash,
            FileBytes = SizeOf(path),
            BitsPerWeight = GenAIInspection.Read(path).BitsPerWeight,
            Description = $"{folder.Type} in ONNX Runtime GenAI{made}; its rows may differ by processor and batch",
            GivesLogLikelihoods = true,
            GivesLogits = true,
            VariesByProcessor = true,
        };
    }

    // Null while it is not made, and is not to be.
    private static async Task<(string Path, string Sha256)?> ExportAsync(
        ModelSource source, string model, CancellationToken cancellationToken)
    {
        (string hash, _) = await source.Hashes.ReadAsync(model, cancellationToken);
        WeightsCache cache = new(source.CacheFolder);
        string name = FormattableString.Invariant($"{hash}-export-f32-v{GenAIExport.Version}-onnx");
        return source.PredictsOnly
            ? await cache.FindAsync(name, cancellationToken)
            : await cache.GetAsync(
                name,
                source.Remake,
                folder => GenAIExport.Write(model, folder, OnnxWeightType.Float32),
                cancellationToken);
    }

    // The graph is written to a folder that is deleted again, so that everything is counted as it would be.
    private static ModelIdentity PredictExport(ModelSource source, string model, CancellationToken cancellationToken)
    {
        DirectoryInfo outline = Directory.CreateTempSubdirectory("evalharness-");
        try
        {
            GenAIExport.WriteOutline(model, outline.FullName);
            ModelIdentity export = GenAIPrompts.Read(source, GenAIFolder.Read(outline.FullName)).Extend(
                Describe(source, outline.FullName, hash: "", made: "") with
                {
                    WeightsPath = null,
                    WeightsSha256 = null,
                    SizeBasis = ModelIdentity.PredictedSize,
                });
            return source.Configuration.Quantize is not { } recipe ? export : export.Predict(
                recipe,
                s_quantizer.Predict(outline.FullName, recipe, source.Place + ".quantize", cancellationToken));
        }
        finally
        {
            outline.Delete(recursive: true);
        }
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
        GenAIFolder whole = GenAIFolder.Read(identity.WeightsPath ?? source.RequirePath(Meaning));
        GenAIFolder folder = whole with { ContextLength = source.RequireContext(whole.ContextLength) };
        GenAIChatClient client = new(
            source.Name, NativeGenAIModel.Load(folder), identity.Prompts ?? GenAIPrompts.Read(source, folder));
        return Task.FromResult(new LoadedModel(client, Stopwatch.GetElapsedTime(started)));
    }
}
