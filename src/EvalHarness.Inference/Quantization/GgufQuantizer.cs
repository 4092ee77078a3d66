using System.Diagnostics;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>Quantizes a model by rounding each weight to the nearest value that its block can hold.</summary>
public static class GgufQuantizer
{
    private const string FileTypeKey = "general.file_type";
    private const string VersionKey = "general.quantization_version";

    /// <summary>Version of the block formats that is written.</summary>
    private const uint QuantizationVersion = 2;

    /// <summary>Raised whenever the same weights would give other bytes.</summary>
    public const int Version = 1;

    /// <summary>Types that a model can be quantized to.</summary>
    public static IReadOnlyList<TensorType> Types { get; } = [.. TensorFormats.All.Select(format => format.Type)];

    /// <summary>Writes a copy of a model with its matrices in another type, tensor by tensor.</summary>
    /// <param name="source">A model in F32, F16 or BF16.</param>
    /// <param name="outputPath">The new file; it appears when it is complete.</param>
    /// <param name="settings">The types that it gets.</param>
    /// <param name="progress">Told after every tensor; may be <c>null</c>.</param>
    /// <param name="cancellationToken">Ends the work; nothing is left behind.</param>
    /// <returns>What became of every tensor.</returns>
    /// <exception cref="GgufFormatException">
    /// The model is quantized already, or holds weights that are not finite.
    /// </exception>
    /// <remarks>Equal sources give equal bytes, however many processors take part.</remarks>
    public static QuantizationResult Quantize(
        GgufFile source,
        string outputPath,
        QuantizationSettings settings,
        IProgress<QuantizationProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(settings);
        long started = Stopwatch.GetTimestamp();
        RequireFloats(source);
        using GgufWriter writer = GgufWriter.Create(outputPath);
        AddMetadata(writer, source, settings.Type);
        foreach (GgufTensor tensor in source.Tensors)
        {
            writer.DeclareTensor(tensor.Name, settings.PlanFor(tensor).Type, tensor.Dimensions);
        }

        List<QuantizedTensor> tensors = [];
        long bytesDone = 0;
        long byteCount = source.Tensors.Sum(tensor => tensor.ByteLength);
        foreach (GgufTensor tensor in source.Tensors)
        {
            tensors.Add(TensorConversion.Write(writer, tensor, settings.PlanFor(tensor), cancellationToken));
            bytesDone += tensor.ByteLength;
            progress?.Report(new(tensor.Name, tensors.Count, source.Tensors.Count, bytesDone, byteCount));
        }

        long fileBytes = writer.Complete();
        return new(settings.Type, tensors, fileBytes, source.FileLength, Stopwatch.GetElapsedTime(started));
    }

    private static void RequireFloats(GgufFile source)
    {
        foreach (GgufTensor tensor in source.Tensors)
        {
            if (tensor.Type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16))
            {
                throw new GgufFormatException(
                    tensor.FileOffset,
                    $"tensor '{tensor.Name}' of type {tensor.Type}",
                    "F32, F16 or BF16",
                    "Quantize the original model: a second rounding would add to the first.");
            }
        }
    }

    private static void AddMetadata(GgufWriter writer, GgufFile source, TensorType type)
    {
        foreach (GgufMetadataEntry entry in source.Metadata.Entries)
        {
            if (entry.Key is not (FileTypeKey or VersionKey))
            {
                writer.Add(entry);
            }
        }

        writer.Add(FileTypeKey, QuantizationPlan.FileTypeOf(type));
        writer.Add(VersionKey, QuantizationVersion);
    }
}
