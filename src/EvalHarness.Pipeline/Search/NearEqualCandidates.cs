using System.Globalization;
using System.Text.Json;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;
using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Pipeline.Models.Gguf;

namespace EvalHarness.Pipeline.Search;

/// <summary>
/// Candidates that differ by name more than by weights: made from one model by one method, their types fall back to the
/// same ones for most weights. Each further candidate costs a search confidence, so one of them is enough.
/// </summary>
internal static class NearEqualCandidates
{
    /// <summary>Least share of the weights that have the same type in both.</summary>
    private const double Alike = 0.75;

    /// <summary>
    /// Least share of the weights whose types are the same though the recipes ask for different ones.
    /// </summary>
    private const double Collapsed = 0.5;

    /// <summary>The candidates that need not be tried, and why; those with the fewest fallbacks stay.</summary>
    /// <returns>Name and a sentence without its full stop.</returns>
    /// <exception cref="InvalidInputException">A recipe cannot be used.</exception>
    public static IReadOnlyList<(string Name, string Reason)> Find(ResolvedConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        Made[] made =
        [
            .. configuration.Values.Candidates
                .Select(name => Read(configuration, name, configuration.Values.Models[name]))
                .OfType<Made>(),
        ];
        List<(string Name, string Reason)> dropped = [];
        foreach (IGrouping<string, Made> alike in made.GroupBy(candidate => candidate.Source))
        {
            List<Made> kept = [];
            foreach (Made candidate in alike.OrderBy(candidate => candidate.FallbackShare))
            {
                if (kept.Find(other => candidate.IsLike(other)) is { } other)
                {
                    dropped.Add((candidate.Name, string.Create(
                        CultureInfo.InvariantCulture,
                        $"{100 * candidate.ShareLike(other):0} % of its weights have the same type as in {other.Name}")
                        + (candidate.Rows.Length == 0 ? "" : $", because of rows of {candidate.Rows}")));
                }
                else
                {
                    kept.Add(candidate);
                }
            }
        }

        return dropped;
    }

    private static Made? Read(ResolvedConfiguration configuration, string name, ModelConfiguration model)
    {
        if (model is not { Provider: "gguf" or "llama.cpp", Path: { } path, Quantize: { } recipe }
            || !File.Exists(path))
        {
            return null;
        }

        QuantizationSettings settings = GgufModelQuantizer.RecipeOf(
            recipe, $"{configuration.FileName}: $.models.{name}.quantize").Settings;
        string source = JsonSerializer.Serialize(model with
        {
            Quantize = recipe with { Type = "", Types = null, EmbeddingType = null },
        });
        return GgufModelFile.Read(path, file =>
        {
            EffectiveTypes types = EffectiveTypes.FromRecipe(file, settings);
            return new Made(
                name,
                source,
                types.FallbackShare,
                string.Join(", ", types.Fallbacks.SelectMany(fallback => fallback.RowLengths).Distinct().Order()),
                [
                    .. file.Tensors.Select(tensor => new MadeTensor(
                        tensor.ElementCount, settings.PlanFor(tensor).Type, settings.WantedFor(tensor))),
                ]);
        });
    }

    private sealed record Made(
        string Name, string Source, double FallbackShare, string Rows, IReadOnlyList<MadeTensor> Tensors)
    {
        // Mixes of types that somebody chose are different candidates; only what fell together is not.
        public bool IsLike(Made other) =>
            ShareLike(other) >= Alike
            && Share(other, (one, two) => one.Type == two.Type && one.Wanted != two.Wanted) >= Collapsed;

        public double ShareLike(Made other) => Share(other, (one, two) => one.Type == two.Type);

        private double Share(Made other, Func<MadeTensor, MadeTensor, bool> alike) =>
            Tensors.Zip(other.Tensors).Where(pair => alike(pair.First, pair.Second)).Sum(pair => pair.First.Weights)
                / Tensors.Sum(tensor => tensor.Weights);
    }

    private readonly record struct MadeTensor(double Weights, TensorType Type, TensorType Wanted);
}
