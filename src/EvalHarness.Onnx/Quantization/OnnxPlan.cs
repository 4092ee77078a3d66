using EvalHarness.Onnx.Export;

namespace EvalHarness.Onnx.Quantization;

/// <summary>Which matrices of a model are quantized, and why others are not.</summary>
/// <param name="Matrices">Those that are, in the order of the model.</param>
/// <param name="Reasons">By the name of a matrix that a product reads: why it stays as it is.</param>
internal sealed record OnnxPlan(
    IReadOnlyList<OnnxMatrix> Matrices, IReadOnlyDictionary<string, string> Reasons)
{
    // Beyond the largest matrices that there are, and within what arrays of scales can hold.
    private const long LongestSide = 1 << 28;
    private const long MostWeights = 1L << 32;

    /// <summary>Plans a model's quantization.</summary>
    /// <param name="model">The model.</param>
    /// <param name="recipe">How.</param>
    /// <param name="path">The model's file, for messages.</param>
    /// <param name="place">Where the recipe stands, for messages.</param>
    /// <exception cref="InvalidInputException">There is nothing to quantize.</exception>
    public static OnnxPlan From(OnnxModel model, OnnxRecipe recipe, string path, string place)
    {
        List<OnnxMatrix> matrices = [];
        Dictionary<string, string> reasons = new(StringComparer.Ordinal);
        foreach (OnnxTensor tensor in model.Tensors.Values)
        {
            ILookup<bool, OnnxNode> uses = model.Uses[tensor.Name].ToLookup(
                use => use is { Input: 1, Node.IsProduct: true }, use => use.Node);
            OnnxNode[] products = [.. uses[true]];
            if (products.Length == 0
                || recipe.TypeFor([tensor.Name, .. products.Select(node => node.Name)]) is not { } type)
            {
                continue;
            }

            OnnxMatrix matrix = new(
                tensor,
                type,
                products,
                model.OtherUses.GetValueOrDefault(tensor.Name)
                    ?? uses[false].Select(node => $"the node {node}").FirstOrDefault());
            if ((FindObstacle(tensor, model) ?? FindTakenName(matrix, model)) is { } obstacle)
            {
                reasons[tensor.Name] = obstacle;
                continue;
            }

            matrices.Add(matrix);
        }

        return matrices.Count > 0 ? new OnnxPlan(matrices, reasons) : throw Nothing(model, reasons, path, place);
    }

    // Why a matrix that a product reads cannot be quantized; null when it can.
    private static string? FindObstacle(OnnxTensor tensor, OnnxModel model) =>
        tensor.Dimensions.Count != 2 ? FormattableString.Invariant($"{tensor.Dimensions.Count} dimensions, not 2")
        : tensor.Dimensions.Any(dimension => dimension is < 1 or > LongestSide) || tensor.ElementCount > MostWeights
            ? "no size that a matrix can have"
        : (OnnxElementType)tensor.ElementType is not (OnnxElementType.Float32 or OnnxElementType.Float16)
            ? "neither single nor half precision"
        : tensor.Inline is null && tensor.External is null ? "weights that are not stored as plain bytes"
        : model.InputNames.Contains(tensor.Name) ? "an input of the graph, which a caller may set"
        : null;

    private static string? FindTakenName(OnnxMatrix matrix, OnnxModel model) => OnnxMatrix.PartNames
        .Select(matrix.NameOf)
        .Where(model.Tensors.ContainsKey)
        .Select(name => $"the name \"{name}\", which it would need, taken")
        .FirstOrDefault();

    private static InvalidInputException Nothing(
        OnnxModel model, Dictionary<string, string> reasons, string path, string place)
    {
        int quantized = model.Nodes.Count(node => node.Operation == "MatMulNBits");
        string found = reasons.Count > 0 ? $"the matrix \"{reasons.First().Key}\" with {reasons.First().Value}"
            : quantized > 0 ? FormattableString.Invariant($"{quantized} matrices that are quantized already")
            : "no matrix of weights that a product reads";
        return new InvalidInputException(
            place, $"nothing to quantize in {path}: {found}",
            "a MatMul node whose second input is a stored matrix in single or half precision",
            "Give the folder of the unquantized model, as \"evalharness convert MODEL --to onnx-genai\" writes it, "
                + "and leave at least one matrix to quantize.");
    }
}
