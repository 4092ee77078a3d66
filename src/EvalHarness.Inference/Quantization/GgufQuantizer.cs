using System.Diagnostics;
using EvalHarness.Inference.Formats;
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
    public const int Version = 5;

    /// <summary>Types that a model can be quantized to.</summary>
    public static IReadOnlyList<TensorType> Types { get; } = [.. TensorFormats.All.Select(format => format.Type)];

    /// <summary>Writes a copy of a model with its matrices in another type, rounded to the nearest.</summary>
    /// <param name="source">
    /// A model in F32, F16 or BF16; of any type where the settings say <see cref="QuantizationSettings.Requantizes"/>.
    /// </param>
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
        using QuantizationMethod nearest = new();
        return Quantize(source, outputPath, settings, nearest, progress, cancellationToken);
    }

    /// <summary>Says what a copy of a model in other types would take; nothing is quantized or written.</summary>
    /// <param name="source">A model, of any types.</param>
    /// <param name="settings">The types that it would get.</param>
    public static SizePrediction Predict(GgufFile source, QuantizationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(settings);
        using GgufWriter writer = GgufWriter.Measure();
        AddHeader(writer, source, settings, source.Tensors.Where(HoldsWeights));
        return new(
            settings.Type,
            writer.TensorBytes,
            writer.MeasureFile(),
            8.0 * writer.TensorBytes / ModelInspection.CountParameters(source),
            source.Tensors.Where(HoldsWeights).Count(tensor => settings.PlanFor(tensor).Fallback is not null));
    }

    /// <summary>The first tensor that is quantized already; <c>null</c> for a model that can be quantized.</summary>
    public static GgufTensor? FindQuantized(GgufFile source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Tensors.FirstOrDefault(tensor =>
            tensor.Type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16));
    }

    /// <summary>Writes a copy of a model with its matrices in another type, by any method.</summary>
    internal static QuantizationResult Quantize(
        GgufFile source,
        string outputPath,
        QuantizationSettings settings,
        QuantizationMethod method,
        IProgress<QuantizationProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(settings);
        long started = Stopwatch.GetTimestamp();
        RequireFloats(source, settings);
        GgufTensor[] order = [.. method.Order(source).Where(HoldsWeights)];
        using GgufWriter writer = GgufWriter.Create(outputPath);
        AddHeader(writer, source, settings, order);
        List<QuantizedTensor> tensors = [];
        long bytesDone = 0;
        long byteCount = order.Sum(tensor => tensor.ByteLength);
        foreach (GgufTensor tensor in order)
        {
            TensorConversion conversion = new(tensor, settings.PlanFor(tensor), method);
            tensors.Add(conversion.Write(writer, cancellationToken));
            bytesDone += tensor.ByteLength;
            progress?.Report(new(tensor.Name, tensors.Count, order.Length, bytesDone, byteCount));
        }

        long fileBytes = writer.Complete();
        return new(
            TensorFormat.NameOf(settings.Type),
            tensors,
            fileBytes,
            source.FileLength,
            Stopwatch.GetElapsedTime(started));
    }

    private static void AddHeader(
        GgufWriter writer, GgufFile source, QuantizationSettings settings, IEnumerable<GgufTensor> order)
    {
        AddMetadata(writer, source, settings.Type);
        foreach (GgufTensor tensor in order)
        {
            Declare(writer, tensor, settings.PlanFor(tensor).Type);
        }
    }

    private static void Declare(GgufWriter writer, GgufTensor tensor, TensorType type)
    {
        writer.DeclareTensor(tensor.Name, type, tensor.Dimensions);
        if (ExtensionType.Find(type) is { Kind: ExtensionKind.Codebook } coded)
        {
            writer.DeclareTensor(
                tensor.Name + CodebookFormat.Suffix, TensorType.F16, coded.Granularity, 1L << coded.Bits);
        }
    }

    /// <summary>Refuses a model that is quantized already, unless that is wanted.</summary>
    internal static void RequireFloats(GgufFile source, QuantizationSettings? settings = null)
    {
        if (settings?.Requantizes != true && FindQuantized(source) is { } tensor)
        {
            throw new GgufFormatException(
                tensor.FileOffset,
                $"tensor '{tensor.Name}' of type {tensor.Type}",
                "F32, F16 or BF16",
                "Quantize the original model: rounding twice adds both errors. To do it all the same, add "
                    + "--requantize.");
        }
    }

    // A codebook belongs to the codes of another tensor, and goes with them.
    internal static bool HoldsWeights(GgufTensor tensor) =>
        !tensor.Name.EndsWith(CodebookFormat.Suffix, StringComparison.Ordinal);

    private static void AddMetadata(GgufWriter writer, GgufFile source, TensorType type)
    {
        foreach (GgufMetadataEntry entry in source.Metadata.Entries)
        {
            if (entry.Key is not (FileTypeKey or VersionKey)
                && !entry.Key.StartsWith(GgufSplit.Prefix, StringComparison.Ordinal))
            {
                writer.Add(entry);
            }
        }

        writer.Add(FileTypeKey, QuantizationPlan.FileTypeOf(type));
        writer.Add(VersionKey, QuantizationVersion);
    }
}
