using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Configuration;

namespace EvalHarness.Pipeline.Models.Gguf;

/// <summary>The GGUF file that a configured model runs: its own, or one quantized from it.</summary>
/// <param name="Path">The file; where it is not made yet, the one that it would be made from.</param>
/// <param name="Identity">What it is, by its weights alone.</param>
/// <param name="TypeOf">Types of the tensors of a file that is not made yet; <c>null</c> for a file that is.</param>
internal sealed record GgufWeights(string Path, ModelIdentity Identity, Func<GgufTensor, TensorType>? TypeOf)
{
    private static readonly GgufModelQuantizer s_quantizer = new();

    /// <summary>Finds the file, quantizing it first where the configuration asks for it.</summary>
    /// <param name="source">The model.</param>
    /// <param name="check">Makes every check of a file that needs no loading.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="InvalidInputException">The file or the recipe cannot be used.</exception>
    public static async Task<GgufWeights> FindAsync(
        ModelSource source, Action<GgufFile> check, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(check);
        string path = source.RequirePath("a GGUF file");
        (ModelIdentity identity, EffectiveTypes types) = Describe(source, path, check);
        identity = identity with { Sha256 = (await source.Hashes.ReadAsync(path, cancellationToken)).Sha256 };
        Func<GgufTensor, TensorType>? typeOf = null;
        if (source.Configuration.Quantize is { } recipe)
        {
            string place = source.Place + ".quantize";
            GgufModelFile.RequireFloats(path, place, recipe);
            QuantizationSettings settings = GgufModelQuantizer.RecipeOf(recipe, place).Settings;
            string origin = DescribeQuantized(types);
            types = GgufModelFile.Read(path, file => EffectiveTypes.FromRecipe(file, settings));
            QuantizedModelCache cache = new(source.CacheFolder, s_quantizer);
            (string Path, string Sha256)? made = source.PredictsOnly
                ? await cache.FindAsync(identity.Sha256, recipe, cancellationToken)
                : await cache.GetAsync(path, identity.Sha256, recipe, source, cancellationToken);
            if (made is { } kept)
            {
                (ModelIdentity whole, _) = Describe(source, kept.Path, check);
                identity = whole with { Sha256 = kept.Sha256, Description = whole.Description + origin };
                path = kept.Path;
            }
            else
            {
                identity = identity.Predict(recipe, s_quantizer.Predict(path, recipe, place, cancellationToken));
                typeOf = tensor => settings.PlanFor(tensor).Type;
            }
        }

        identity = identity.With(types) with { WeightsSha256 = typeOf is null ? identity.Sha256 : null };
        return new(path, identity, typeOf);
    }

    // What a recipe was applied to, where it was quantized already.
    private static string DescribeQuantized(EffectiveTypes source)
    {
        TypeShare[] quantized =
        [
            .. source.Types
                .Where(share => share.Type is not (TensorType.F32 or TensorType.F16 or TensorType.BF16)),
        ];
        return quantized.Length == 0
            ? ""
            : $" from {TensorFormat.NameOf(quantized[0].Type).ToUpperInvariant()}: the errors of both roundings add up";
    }

    private static (ModelIdentity Identity, EffectiveTypes Types) Describe(
        ModelSource source, string path, Action<GgufFile> check) => GgufModelFile.Read(path, file =>
        {
            check(file);
            long weights = ModelInspection.CountParameters(file);
            ModelIdentity identity = new()
            {
                Sha256 = "",
                WeightsPath = path,
                FileBytes = file.FileLength,
                BitsPerWeight = weights == 0 ? null : 8.0 * file.Tensors.Sum(tensor => tensor.ByteLength) / weights,
                Description = Describe(file, weights, source.Configuration.Quantize),
                GivesLogLikelihoods = true,
                GivesLogits = true,
            };
            return (identity, EffectiveTypes.FromFile(file));
        });

    private static string Describe(GgufFile file, long weights, QuantizeConfiguration? recipe)
    {
        string types = string.Join(", ", file.Tensors
            .GroupBy(tensor => tensor.Type)
            .OrderByDescending(group => group.Sum(tensor => tensor.ElementCount))
            .Select(group => TensorFormat.NameOf(group.Key).ToUpperInvariant()));
        string made = recipe is not null ? $", quantized by {recipe.Method}" : "";
        return FormattableString.Invariant(
            $"{file.Metadata.FindString("general.architecture")}, {weights / 1e6:0.##} M weights, {types}{made}");
    }
}
