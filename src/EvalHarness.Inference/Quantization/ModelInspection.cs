using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>What a model file holds, and what it would take in other types.</summary>
/// <param name="Architecture">Such as <c>llama</c>.</param>
/// <param name="Name">The model's own name; <c>null</c> when the file states none.</param>
/// <param name="FileBytes">Size of the file.</param>
/// <param name="ParameterCount">Weights of all tensors.</param>
/// <param name="WeightBytes">Bytes of all tensors.</param>
/// <param name="Types">Types in use, the one with most bytes first.</param>
/// <param name="Predictions">Other types, the largest first.</param>
public sealed record ModelInspection(
    string Architecture,
    string? Name,
    long FileBytes,
    long ParameterCount,
    long WeightBytes,
    IReadOnlyList<TypeShare> Types,
    IReadOnlyList<SizePrediction> Predictions)
{
    /// <summary>Mean bits of one weight, scales included.</summary>
    public double BitsPerWeight => 8.0 * WeightBytes / ParameterCount;

    /// <summary>Inspects a file.</summary>
    /// <exception cref="GgufFormatException">The file names no architecture, or has no tensors.</exception>
    public static ModelInspection From(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        if (file.Tensors.Count == 0)
        {
            throw new GgufFormatException(
                8, "a file without tensors", "a model", "Give a model, not a vocabulary.");
        }

        TypeShare[] types = [.. file.Tensors
            .GroupBy(tensor => tensor.Type)
            .Select(group => new TypeShare(
                group.Key,
                group.Count(),
                group.Sum(tensor => tensor.ElementCount),
                group.Sum(tensor => tensor.ByteLength)))
            .OrderByDescending(share => share.ByteCount)];
        return new(
            file.Metadata.GetString("general.architecture"),
            file.Metadata.FindString("general.name"),
            file.FileLength,
            CountParameters(file),
            types.Sum(share => share.ByteCount),
            types,
            [.. GgufQuantizer.Types
                .Select(type => GgufQuantizer.Predict(file, new QuantizationSettings(type)))
                .OrderByDescending(prediction => prediction.WeightBytes)]);
    }

    /// <summary>The weights of a model. Numbers in codebooks are bytes like any other, but no weights.</summary>
    public static long CountParameters(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        return file.Tensors
            .Where(tensor => !tensor.Name.EndsWith(CodebookFormat.Suffix, StringComparison.Ordinal))
            .Sum(tensor => tensor.ElementCount);
    }
}
