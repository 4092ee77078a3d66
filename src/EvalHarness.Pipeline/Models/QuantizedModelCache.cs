using System.Security.Cryptography;
using System.Text.Json;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Candidates quantized on the fly, kept by what they were made from: the source's hash, the recipe with its options
/// and calibration text, and the quantizer's version. A file appears whole or not at all; one that is not as it was
/// made is made again.
/// </summary>
internal sealed class QuantizedModelCache(string folder)
{
    /// <summary>A candidate's path and SHA-256; it is made now if it is not there.</summary>
    /// <param name="source">The weights to quantize.</param>
    /// <param name="sourceSha256">Their SHA-256.</param>
    /// <param name="recipe">How to quantize them.</param>
    /// <param name="place">Where the recipe stands, for messages.</param>
    /// <param name="remake">Make it again even if it is there.</param>
    /// <param name="cancellationToken">Cancels between tensors.</param>
    /// <exception cref="InvalidInputException">The weights cannot be quantized, or the cache written.</exception>
    public async Task<(string Path, string Sha256)> GetAsync(
        string source,
        string sourceSha256,
        QuantizeConfiguration recipe,
        string place,
        bool remake,
        CancellationToken cancellationToken)
    {
        string options = await IdentifyAsync(recipe, cancellationToken);
        string path = Path.Combine(folder, FormattableString.Invariant(
            $"{sourceSha256}-{recipe.Method}-{recipe.Type}-{options}-v{ModelQuantization.Version}.gguf"));
        if (!remake && await FindAsync(path, cancellationToken) is { } kept)
        {
            return (path, kept);
        }

        string partial = FormattableString.Invariant($"{path}.{Environment.ProcessId}.partial");
        try
        {
            Directory.CreateDirectory(folder);
            ModelQuantization.Quantize(source, partial, recipe, place, progress: null, cancellationToken);
            string hash = await FileHash.Sha256Async(partial, cancellationToken);
            File.Move(partial, path, overwrite: true);
            await File.WriteAllTextAsync(SealOf(path), hash, cancellationToken);
            return (path, hash);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                folder, failure.Message, "a folder that can be written", "Free some space, or change its permissions.");
        }
        finally
        {
            if (File.Exists(partial))
            {
                File.Delete(partial);
            }
        }
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

    // Half-written seals and half-written files both lead to a hash that does not agree.
    private static async Task<string?> FindAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path) || !File.Exists(SealOf(path)))
        {
            return null;
        }

        string hash = await FileHash.Sha256Async(path, cancellationToken);
        return hash == await File.ReadAllTextAsync(SealOf(path), cancellationToken) ? hash : null;
    }

    private static string SealOf(string path) => path + ".sha256";
}
