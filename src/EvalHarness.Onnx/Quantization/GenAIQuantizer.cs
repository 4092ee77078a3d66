using System.Diagnostics;
using EvalHarness.Inference.Quantization;
using EvalHarness.Onnx.Protobuf;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Onnx.Quantization;

/// <summary>
/// Quantizes model folders of ONNX Runtime GenAI: products with stored matrices become <c>MatMulNBits</c>, and all else
/// stays as it is.
/// </summary>
internal static class GenAIQuantizer
{
    /// <summary>Raised whenever the same recipe would give other bytes.</summary>
    public const int Version = 1;

    /// <summary>Writes a quantized copy of a model folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="output">The new folder; it appears when it is complete.</param>
    /// <param name="configuration">How.</param>
    /// <param name="place">Where the configuration stands, for messages.</param>
    /// <param name="progress">Told after every matrix; may be <c>null</c>.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <exception cref="InvalidInputException">Folder, output or configuration cannot be used.</exception>
    /// <remarks>Equal folders and recipes give equal bytes, however many processors take part.</remarks>
    public static QuantizationResult Quantize(
        string path,
        string output,
        QuantizeConfiguration configuration,
        string place,
        IProgress<QuantizationProgress>? progress,
        CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        OnnxRecipe recipe = OnnxRecipe.Of(configuration, place);
        GenAIModelFolder folder = GenAIModelFolder.Read(path);
        using GenAIFolderWriter writer = GenAIFolderWriter.Create(folder, output);
        using ProtobufFile file = ProtobufFile.Open(folder.ModelPath);
        OnnxModel model = new OnnxModelReader(file).Read();
        OnnxPlan plan = OnnxPlan.Of(model, recipe, folder.ModelPath);
        OnnxPlacement placement = OnnxPlacement.Of(folder, model, plan);
        using OnnxWeightSource source = new(file, folder.Path);
        source.RequireApart(model.Tensors.Values);
        OnnxRewriting rewriting = new(source, model, plan, recipe, folder.ModelPath);
        IReadOnlyList<QuantizedTensor> tensors;
        using (OnnxDataWriter data = new(writer.PathFor(placement.DataPath)))
        {
            rewriting.WriteData(data, placement.Moved, progress, cancellationToken);
            tensors = rewriting.Describe();
            using FileStream target = File.Create(writer.PathFor(folder.ModelPath));
            rewriting.WriteModel(target, new OnnxModelWriter(file, model, data.FileName), cancellationToken);
        }

        writer.CopyOthers(placement.Replaced, cancellationToken);
        return new(
            recipe.Type.Name,
            tensors,
            writer.Complete(),
            folder.Files.Sum(name => new FileInfo(name).Length),
            Stopwatch.GetElapsedTime(started));
    }
}
