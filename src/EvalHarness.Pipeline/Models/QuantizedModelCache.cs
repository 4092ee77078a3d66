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

    /// <summary>A candidate's path and SHA-256; <c>null</c> while it is not made.</summary>
    /// <param name="weightsSha256">SHA-256 of the weights to quantize (see <see cref="WeightsHash"/>).</param>
    /// <param name="recipe">How to quantize them.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async Task<(string Path, string Sha256)?> FindAsync(
        string weightsSha256, QuantizeConfiguration recipe, CancellationToken cancellationToken) =>
        await _cache.FindAsync(await NameAsync(weightsSha256, recipe, cancellationToken), cancellationToken);

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
        return await _cache.GetAsync(
            await NameAsync(weightsSha256, recipe, cancellationToken),
            source.Remake,
            path => quantizer.Quantize(
                weights, path, recipe, source.Place + ".quantize", source.Progress, cancellationToken),
            cancellationToken);
    }

    // The options are hashed, the calibration text by what it says and not by where it is.
    private async Task<string> NameAsync(
        string weightsSha256, QuantizeConfiguration recipe, CancellationToken cancellationToken)
    {
        string? text = recipe.Calibration is { } path && File.Exists(path)
            ? await FileHash.Sha256Async(path, cancellationToken)
            : null;
        byte[] options = JsonSerializer.SerializeToUtf8Bytes(recipe with
        {
            Calibration = text,
            Requantize = null,
        });
        string hash = Convert.ToHexStringLower(SHA256.HashData(options))[..16];
        return $"{weightsSha256}-{recipe.Method}-{recipe.Type}-{hash}-{quantizer.Suffix}";
    }
}
