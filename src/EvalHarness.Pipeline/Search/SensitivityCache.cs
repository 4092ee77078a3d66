using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Sensitivity;
using EvalHarness.Pipeline.Fidelity;
using EvalHarness.Pipeline.Files;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Pipeline.Search;

/// <summary>
/// Measures how sensitive a model is to the precision of its matrices, once: a measurement is kept by the hashes of
/// weights and text, the types, the number of tokens and the measurement's version.
/// </summary>
/// <param name="folder">Where measurements are kept.</param>
internal sealed class SensitivityCache(string folder)
{
    /// <summary>A model's sensitivity with the hashes of what it comes from.</summary>
    /// <param name="model">A GGUF file in F32, F16 or BF16.</param>
    /// <param name="recipes">Text, tokens and types.</param>
    /// <param name="types">The types.</param>
    /// <param name="progress">Told after every matrix; may be <c>null</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidInputException">Model or text cannot be used, or the folder not written.</exception>
    public async Task<SensitivityEvidence> GetAsync(
        string model,
        SearchRecipes recipes,
        IReadOnlyList<TensorType> types,
        IProgress<SensitivityProgress>? progress,
        CancellationToken cancellationToken)
    {
        string text = TextChunks.ReadText(recipes.Calibration);
        (string weightsHash, _) = await WeightsHash.ReadAsync(model, cancellationToken);
        string textHash = await FileHash.Sha256Async(recipes.Calibration, cancellationToken);
        string path = Path.Combine(folder, NameOf(weightsHash, textHash, recipes, types));
        ModelSensitivity? kept = await FindAsync(path, cancellationToken);
        if (kept is null)
        {
            kept = Measure(model, recipes, text, types, progress, cancellationToken);
            await KeepAsync(path, kept, cancellationToken);
        }

        return new SensitivityEvidence(weightsHash, textHash, kept, []);
    }

    private static string NameOf(
        string weightsHash, string textHash, SearchRecipes recipes, IReadOnlyList<TensorType> types)
    {
        string options = FormattableString.Invariant(
            $"{textHash} {recipes.SensitivityTokens} {string.Join(' ', types.Select(TensorFormat.NameOf))}");
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(options)))[..16];
        return FormattableString.Invariant(
            $"{weightsHash}-sensitivity-{hash}-v{SensitivityMeasurement.Version}.json");
    }

    private static ModelSensitivity Measure(
        string model,
        SearchRecipes recipes,
        string text,
        IReadOnlyList<TensorType> types,
        IProgress<SensitivityProgress>? progress,
        CancellationToken cancellationToken)
    {
        try
        {
            using StringReader reader = new(text);
            return GgufModelFile.Read(model, file => SensitivityMeasurement.Measure(
                file,
                reader,
                types,
                recipes.SensitivityTokens,
                Environment.ProcessorCount,
                progress,
                cancellationToken));
        }
        catch (InvalidDataException tooShort)
        {
            throw new InvalidInputException(recipes.Calibration, tooShort.Message, "a text of several thousand tokens");
        }
    }

    // What was cut off or damaged is measured again.
    private static async Task<ModelSensitivity?> FindAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            await using FileStream stream = File.OpenRead(path);
            return await JsonSerializer.DeserializeAsync(
                stream, SensitivityJsonContext.Default.ModelSensitivity, cancellationToken);
        }
        catch (Exception damage) when (damage is JsonException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task KeepAsync(string path, ModelSensitivity measured, CancellationToken cancellationToken)
    {
        try
        {
            await OutputFile.WriteAsync(
                path,
                JsonSerializer.SerializeToUtf8Bytes(measured, SensitivityJsonContext.Default.ModelSensitivity),
                cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException(
                folder, FileFailure.Describe(failure), "a writable folder",
                "Free some space or change its permissions.");
        }
    }
}
