using System.Diagnostics;
using EvalHarness.Inference.Files;
using EvalHarness.Inference.Quantization;
using EvalHarness.Onnx.Export;
using EvalHarness.Onnx.Protobuf;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models;

namespace EvalHarness.Onnx.Quantization;

/// <summary>
/// Quantizes model folders of ONNX Runtime GenAI: products with stored matrices become <c>MatMulNBits</c>, and all else
/// stays as it is.
/// </summary>
public sealed class GenAIModelQuantizer : IModelQuantizer
{
    // Raised whenever the same recipe would give other bytes.
    private const int Version = 1;

    /// <inheritdoc/>
    public string Suffix => FormattableString.Invariant($"v{Version}-onnx");

    /// <inheritdoc/>
    public bool Takes(string weights) => Directory.Exists(weights);

    /// <inheritdoc/>
    public QuantizedSize Predict(
        string model, QuantizeConfiguration configuration, string place, CancellationToken cancellationToken)
    {
        OnnxRecipe recipe = OnnxRecipe.From(configuration, place);
        GenAIModelFolder folder = GenAIModelFolder.Read(model);
        using ProtobufFile file = ProtobufFile.Open(folder.ModelPath);
        OnnxModel graph = new OnnxModelReader(file).Read();
        OnnxPlan plan = OnnxPlan.From(graph, recipe, folder.ModelPath, place);
        OnnxPlacement placement = OnnxPlacement.From(folder, graph, plan);
        using OnnxWeightSource source = new(file, folder.Path);
        source.RequireApart(graph.Tensors.Values);
        OnnxRewriting rewriting = new(source, graph, plan, recipe, folder.ModelPath);
        using CountingStream data = new();
        using CountingStream rewritten = new();
        OnnxDataWriter writer = new(data, Path.GetFileName(placement.DataPath));
        OnnxWeightSize? weights = rewriting.PlaceData(writer, placement.Moved, OnnxWeightSize.From(file, graph));
        rewriting.WriteModel(rewritten, new OnnxModelWriter(file, graph, writer.FileName), cancellationToken);
        long others = folder.Files
            .Where(name => !placement.Replaced.Contains(name) && name != folder.ModelPath && name != placement.DataPath)
            .Sum(FileTarget.LengthOf);
        return new QuantizedSize(data.Length + rewritten.Length + others, weights?.BitsPerWeight);
    }

    /// <inheritdoc/>
    public QuantizationResult Quantize(
        string model,
        string output,
        QuantizeConfiguration configuration,
        string place,
        IProgress<QuantizationProgress>? progress,
        CancellationToken cancellationToken)
    {
        OutputFile.RequireReplaceable(output);
        long started = Stopwatch.GetTimestamp();
        OnnxRecipe recipe = OnnxRecipe.From(configuration, place);
        GenAIModelFolder folder = GenAIModelFolder.Read(model);
        using GenAIFolderWriter writer = GenAIFolderWriter.Create(folder, output);
        using ProtobufFile file = ProtobufFile.Open(folder.ModelPath);
        OnnxModel graph = new OnnxModelReader(file).Read();
        OnnxPlan plan = OnnxPlan.From(graph, recipe, folder.ModelPath, place);
        OnnxPlacement placement = OnnxPlacement.From(folder, graph, plan);
        using OnnxWeightSource source = new(file, folder.Path);
        source.RequireApart(graph.Tensors.Values);
        OnnxRewriting rewriting = new(source, graph, plan, recipe, folder.ModelPath);
        IReadOnlyList<QuantizedTensor> tensors;
        using (FileStream weights = new(
            writer.PathFor(placement.DataPath), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
        {
            OnnxDataWriter data = new(weights, Path.GetFileName(placement.DataPath));
            rewriting.WriteData(data, placement.Moved, progress, cancellationToken);
            tensors = rewriting.Describe();
            using FileStream target = File.Create(writer.PathFor(folder.ModelPath));
            rewriting.WriteModel(target, new OnnxModelWriter(file, graph, data.FileName), cancellationToken);
        }

        writer.CopyOthers(placement.Replaced, cancellationToken);
        return new(
            recipe.Type.Name,
            tensors,
            writer.Complete(),
            folder.Files.Sum(FileTarget.LengthOf),
            Stopwatch.GetElapsedTime(started));
    }
}
