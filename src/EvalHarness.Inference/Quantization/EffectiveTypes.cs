using System.Globalization;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>The types that the weights of a model have, and how many have another type than its name says.</summary>
/// <param name="Types">Types in use, the one with most weights first.</param>
/// <param name="Fallbacks">
/// Types that tensors got because their rows are no whole number of the wanted type's blocks, with the lengths of these
/// rows; the one with most weights first.
/// </param>
public sealed record EffectiveTypes(IReadOnlyList<TypeShare> Types, IReadOnlyList<TypeFallback> Fallbacks)
{
    // Types of llama.cpp's files, as general.file_type numbers them, whose blocks hold 256 weights.
    private static readonly HashSet<uint> s_longBlocks =
        [10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30, 31, 36, 37];

    private const int LongBlock = 256;

    /// <summary>Share of all weights that fell back, 0 to 1.</summary>
    public double FallbackShare => Fallbacks.Sum(fallback => fallback.Share);

    /// <summary>What a recipe makes of a model.</summary>
    public static EffectiveTypes FromRecipe(GgufFile source, QuantizationSettings settings)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(settings);
        return Create(source.Tensors.Where(GgufQuantizer.HoldsWeights).Select(tensor =>
        {
            QuantizationPlan plan = settings.PlanFor(tensor);
            return (tensor, plan.Type, plan.Fallback is not null);
        }));
    }

    /// <summary>What a file holds; by its <c>general.file_type</c>, tensors are known that fell back.</summary>
    public static EffectiveTypes FromFile(GgufFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        bool hasLongBlocks = s_longBlocks.Contains(file.Metadata.FindUInt32("general.file_type") ?? 0);
        return Create(file.Tensors.Where(GgufQuantizer.HoldsWeights).Select(tensor => (
            tensor,
            tensor.Type,
            hasLongBlocks && tensor.Dimensions.Count > 1 && tensor.Type != TensorType.F32
                && tensor.RowLength % LongBlock != 0)));
    }

    /// <summary>
    /// What a reader must know beside the name: "80 % of the weights in q4_0: rows of 576"; <c>null</c> where fewer
    /// than one weight in a hundred fell back.
    /// </summary>
    public string? Describe()
    {
        const double Least = 0.01;
        if (FallbackShare < Least)
        {
            return null;
        }

        TypeFallback[] shown = [.. Fallbacks.Where((fallback, i) => i == 0 || fallback.Share >= Least)];
        string[] shares =
        [
            .. shown.Select((fallback, i) =>
                (100 * fallback.Share).ToString("0", CultureInfo.InvariantCulture)
                + $" %{(i == 0 ? " of the weights" : "")} in {TensorFormat.NameOf(fallback.Type)}"),
        ];
        string rows = string.Join(
            ", ",
            shown.SelectMany(fallback => fallback.RowLengths).Distinct().Order()
                .Select(length => length.ToString(CultureInfo.InvariantCulture)));
        return $"{string.Join(", ", shares)}: rows of {rows}";
    }

    private static EffectiveTypes Create(IEnumerable<(GgufTensor Tensor, TensorType Type, bool FellBack)> tensors)
    {
        (GgufTensor Tensor, TensorType Type, bool FellBack)[] all = [.. tensors];
        double weights = all.Sum(tensor => tensor.Tensor.ElementCount);
        return new(
            [
                .. all.GroupBy(tensor => tensor.Type)
                    .Select(group => new TypeShare(
                        group.Key,
                        group.Count(),
                        group.Sum(tensor => tensor.Tensor.ElementCount),
                        group.Sum(tensor =>
                            TensorLayout.For(tensor.Type).RowBytes(tensor.Tensor.RowLength) * tensor.Tensor.RowCount)))
                    .OrderByDescending(share => share.ParameterCount),
            ],
            [
                .. all.Where(tensor => tensor.FellBack)
                    .GroupBy(tensor => tensor.Type)
                    .Select(group => new TypeFallback(
                        group.Key,
                        group.Sum(tensor => tensor.Tensor.ElementCount) / weights,
                        [.. group.Select(tensor => tensor.Tensor.RowLength).Distinct().Order()]))
                    .OrderByDescending(fallback => fallback.Share),
            ]);
    }
}
