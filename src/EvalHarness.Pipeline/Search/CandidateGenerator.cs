using System.Globalization;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Inference.Quantization.Sensitivity;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Pipeline.Search;

/// <summary>
/// Makes candidates from a configuration's baseline: one for each type, or mixes of types that lose least at their
/// size. Only recipes are made here, which anybody can repeat.
/// </summary>
internal static class CandidateGenerator
{
    private const string TypesOption = "--types";

    /// <summary>The candidates.</summary>
    /// <param name="configuration">Names the baseline.</param>
    /// <param name="recipes">What is wanted.</param>
    /// <param name="progress">Told after every matrix that is measured; may be <c>null</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidInputException">Baseline, types or text cannot be used.</exception>
    public static async Task<GeneratedCandidates> GenerateAsync(
        ResolvedConfiguration configuration,
        SearchRecipes recipes,
        IProgress<SensitivityProgress>? progress,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ArgumentNullException.ThrowIfNull(recipes);
        ModelSource baseline = ModelSource.From(configuration, configuration.Values.Baseline);
        string path = RequireWeights(baseline, recipes);
        QuantizeConfiguration Recipe(string type, IReadOnlyDictionary<string, string>? types) => new()
        {
            Method = recipes.Method,
            Type = type,
            Types = types,
            Calibration = recipes.Method is "gptq" or "awq" or "imatrix"
                ? Path.GetRelativePath(configuration.Folder, Path.GetFullPath(recipes.Calibration)).Replace('\\', '/')
                : null,
            Requantize = recipes.Requantizes ? true : null,
        };
        foreach (string type in recipes.Types)
        {
            GgufModelQuantizer.RecipeOf(Recipe(type, types: null), TypesOption);
        }

        if (!recipes.IsMixed)
        {
            return new(
                [.. recipes.Types.Select(type => new GeneratedCandidate(NameOf(recipes, type), Recipe(type, null)))],
                Sensitivity: null);
        }

        SensitivityEvidence measured = await new SensitivityCache(baseline.CacheFolder).GetAsync(
            path, recipes, [.. recipes.Types.Select(RoundedType)], progress, cancellationToken);
        SensitivityEvidence evidence = measured with { Mixes = [.. Mixes(measured.Model, recipes)] };
        return new(
            [
                .. evidence.Mixes.Select(mix =>
                {
                    (string type, IReadOnlyDictionary<string, string>? types) = Describe(measured.Model, mix.Value);
                    return new GeneratedCandidate(mix.Key, Recipe(type, types));
                }),
            ],
            evidence);
    }

    private static string RequireWeights(ModelSource baseline, SearchRecipes recipes)
    {
        ModelConfiguration model = baseline.Configuration;
        string path = model.Provider != "gguf" || model.Path is null || model.Quantize is not null
            ? throw new InvalidInputException(
                baseline.Place,
                model.Quantize is null ? $"a baseline of the provider {model.Provider}" : "a quantized baseline",
                "a GGUF model in F32, F16 or BF16, to quantize",
                "Remove --types and --sensitivity to try the configuration's candidates.")
            : recipes.IsMixed && model.Adapter is not null ? throw new InvalidInputException(
                baseline.Place, "a baseline with an adapter", "a baseline without one",
                "Sensitivity is measured on the weights alone: use --types without --sensitivity.")
            : model.Path;
        using GgufFile file = GgufModelFile.Open(path);
        if (!recipes.Requantizes)
        {
            GgufModelFile.RequireFloats(
                file, baseline.Place, "a baseline that",
                "Name the original model. To quantize this one all the same, add --requantize: the errors of both "
                    + "roundings add up.");
        }

        return path;
    }

    private static TensorType RoundedType(string name)
    {
        TensorFormat format = TensorFormats.Find(name)!;
        return MethodTypes.FindNeed(MethodKind.Rtn, format) is { } need
            ? throw new InvalidInputException(TypesOption, $"\"{name}\" with --sensitivity", need)
            : format.Type;
    }

    private static IEnumerable<KeyValuePair<string, PrecisionMix>> Mixes(
        ModelSensitivity model, SearchRecipes recipes)
    {
        IReadOnlyList<PrecisionMix> path = PrecisionPath.From([.. model.Matrices.Select(matrix => matrix.Choices)]);

        // Mixes that no name tells apart are no different candidates either.
        return PrecisionPath.Spaced(path, recipes.Steps)
            .Select(mix => KeyValuePair.Create(
                NameOf(recipes, string.Create(
                    CultureInfo.InvariantCulture, $"mix-{model.BitsPerWeight(mix):0.00}bpw")),
                mix))
            .DistinctBy(mix => mix.Key);
    }

    // The type of most weights, and what differs from it.
    private static (string Type, IReadOnlyDictionary<string, string>? Types) Describe(
        ModelSensitivity model, PrecisionMix mix)
    {
        (MatrixSensitivity Matrix, PrecisionChoice Choice)[] chosen = [.. model.Matrices.Zip(mix.Choices)];
        TensorType main = chosen.GroupBy(pick => pick.Choice.Type)
            .OrderByDescending(group => group.Sum(pick => pick.Matrix.ElementCount))
            .First().Key;
        OrderedDictionary<string, string> types = [];
        foreach ((MatrixSensitivity matrix, PrecisionChoice choice) in chosen.Where(pick => pick.Choice.Type != main))
        {
            types[PatternOf(matrix.Name)] = TensorFormat.NameOf(choice.Type);
        }

        return (TensorFormat.NameOf(main), types.Count == 0 ? null : types);
    }

    private static string PatternOf(string tensor)
    {
        const string Suffix = ".weight";
        return tensor.EndsWith(Suffix, StringComparison.Ordinal) ? tensor[..^Suffix.Length] : tensor;
    }

    private static string NameOf(SearchRecipes recipes, string name) =>
        recipes.Method == "rtn" ? name : $"{recipes.Method}-{name}";
}
