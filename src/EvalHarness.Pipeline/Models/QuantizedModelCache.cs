using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Files;
using EvalHarness.Onnx.Quantization;

namespace EvalHarness.Pipeline.Models;

/// <summary>
/// Candidates quantized on the fly, kept by what they were made from: the source's hash, the recipe with its options
/// and calibration text, and the quantizer's version. A file or model folder appears whole or not at all; one that is
/// not as it was made is made again.
/// </summary>
/// <param name="folder">Where they are kept; made when absent.</param>
public sealed class QuantizedModelCache(string folder)
{
    /// <summary>A candidate's path and SHA-256; it is made now if it is not there.</summary>
    /// <param name="weights">The weights to quantize: a GGUF file, or a model folder of ONNX Runtime GenAI.</param>
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
        string version = Directory.Exists(weights)
            ? FormattableString.Invariant($"v{GenAIQuantizer.Version}-onnx")
            : FormattableString.Invariant($"v{ModelQuantization.Version}.gguf");
        string path = Path.Combine(folder, $"{weightsSha256}-{recipe.Method}-{recipe.Type}-{options}-{version}");
        if (!source.Remake && await FindAsync(path, cancellationToken) is { } kept)
        {
            return (path, kept);
        }

        try
        {
            // A folder is only written where none is.
            Directory.CreateDirectory(folder);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }

            ModelQuantization.Quantize(
                weights, path, recipe, source.Place + ".quantize", source.Progress, cancellationToken);
            (string hash, _) = await WeightsHash.ReadAsync(path, cancellationToken);
            await OutputFile.WriteAsync(SealOf(path), Encoding.UTF8.GetBytes(hash), cancellationToken);
            return (path, hash);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                folder, failure.Message, "a folder that can be written", "Free some space, or change its permissions.");
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
        if (!Path.Exists(path) || !File.Exists(SealOf(path)) || IsEmpty(path))
        {
            return null;
        }

        (string hash, _) = await WeightsHash.ReadAsync(path, cancellationToken);
        return hash == await File.ReadAllTextAsync(SealOf(path), cancellationToken) ? hash : null;
    }

    private static bool IsEmpty(string path) => File.Exists(path) && new FileInfo(path).Length == 0;

    private static string SealOf(string path) => path + ".sha256";
}
