using System.Security.Cryptography;
using System.Text.Json;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Candidates quantized on the fly, kept by what they were made from: the source's hash, the recipe with its options
/// and calibration text, and the quantizer's version (see <see cref="WeightsCache"/>).
/// </summary>
/// <param name="folder">Where they are kept; made when absent.</param>
/// <param name="quantizer">Makes them.</param>
internal sealed class QuantizedModelCache(string folder, IModelQuantizer quantizer)
{
    private readonly WeightsCache _cache = new(folder);

    /// <summary>A candidate's path and SHA-256; it is made now if it is not there.</summary>
    /// <param name="weights">The weights to quantize.</param>
    /// <param name="weightsSha256">Their SHA-256 (see <see cref="WeightsHash"/>).</param>
    /// <param name="recipe">How to quantize them.</param>
    /// <param name="source">The model, for messages and progress, and whether to make it again.</param>
    /// <param name="cancellationToken">Cancels between tensors.</param>
    /// <exception cref="InvalidInputException">The weights cannot be quantized, or the cache written.</exception>
    public async Task<(string Path, string Sha256)> GetAsync(
        string weights,
        string weightsSha256,
        QuantizeConfiguration recipe,
        ModelSource source,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(recipe);
        string options = await IdentifyAsync(recipe, cancellationToken);
        return await _cache.GetAsync(
            $"{weightsSha256}-{recipe.Method}-{recipe.Type}-{options}-{quantizer.Suffix}",
            source.Remake,
            path => quantizer.Quantize(
                weights, path, recipe, source.Place + ".quantize", source.Progress, cancellationToken),
            cancellationToken);
    }

    /// <summary>A hash of all options, the calibration text by what it says and not by where it lies.</summary>
    private static async Task<string> IdentifyAsync(QuantizeConfiguration recipe, CancellationToken cancellationToken)
    {
        string? text = recipe.Calibration is { } path && File.Exists(path)
            ? await FileHash.Sha256Async(path, cancellationToken)
            : null;
        byte[] options = JsonSerializer.SerializeToUtf8Bytes(recipe with { Calibration = text });
        return Convert.ToHexStringLower(SHA256.HashData(options))[..16];
    }
}
