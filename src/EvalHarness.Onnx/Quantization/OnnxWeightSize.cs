using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>How many weights a graph stores, and in how many bytes.</summary>
/// <remarks>
/// A weight in blocks of few bits counts once, and its block's scale and zero point with the bytes. Tables of the
/// positions' angles, single numbers and whole numbers are no weights.
/// </remarks>
/// <param name="Count">Number of weights.</param>
/// <param name="Bytes">Bytes of the weights with their scales and zero points.</param>
internal readonly record struct OnnxWeightSize(long Count, long Bytes)
{
    private const int Uint4 = 21;
    private const int Int4 = 22;
    private static readonly string[] s_angles = ["rope_cosines", "rope_sines", "cos_cache", "sin_cache"];

    /// <summary>Mean bits per weight; <c>null</c> without weights.</summary>
    public double? BitsPerWeight => Count > 0 ? 8.0 * Bytes / Count : null;

    /// <summary>Counts what a graph stores; <c>null</c> when an operator or a type is not known well enough.</summary>
    /// <param name="file">The model's file.</param>
    /// <param name="model">What it is made of.</param>
    public static OnnxWeightSize? From(ProtobufFile file, OnnxModel model)
    {
        Dictionary<string, long?> weights = model.Tensors.Values
            .Where(tensor => tensor.HoldsWeights && !s_angles.Contains(tensor.Name))
            .ToDictionary(tensor => tensor.Name, tensor => (long?)tensor.ElementCount, StringComparer.Ordinal);
        HashSet<string> beside = new(StringComparer.Ordinal);
        foreach (OnnxTensor codes in model.Tensors.Values)
        {
            foreach ((OnnxNode node, int input) in
                model.Uses[codes.Name].Where(use => use.Node.BlockInput == use.Input))
            {
                weights[codes.Name] = CountOf(file, node, codes);
                beside.UnionWith(node.Inputs.Skip(input + 1).Where(name => name != codes.Name));
            }
        }

        // Scales are numbers with a fraction too.
        beside.IntersectWith(model.Tensors.Keys);
        weights = weights.Where(entry => !beside.Contains(entry.Key)).ToDictionary(StringComparer.Ordinal);
        long?[] counts = [.. weights.Values];
        long?[] bytes = [.. weights.Keys.Concat(beside).Select(name => BytesOf(model.Tensors[name]))];
        return counts.Contains(null) || bytes.Contains(null)
            ? null
            : new OnnxWeightSize(counts.Sum()!.Value, bytes.Sum()!.Value);
    }

    private static long? CountOf(ProtobufFile file, OnnxNode node, OnnxTensor codes)
    {
        Dictionary<string, long> attributes = [];
        foreach (ProtobufField attribute in file.FieldsOf(node.Field, OnnxFields.NodeAttribute))
        {
            foreach (ProtobufField value in file.FieldsOf(attribute, OnnxFields.AttributeInteger))
            {
                attributes[file.TextOf(attribute, OnnxFields.AttributeName)] = file.NumberOf(value);
            }
        }

        // MatMulNBits fills the last block of an output up; elsewhere the tensor has an element or a nibble per weight.
        return node.Operation == "MatMulNBits"
            ? attributes.TryGetValue("K", out long inputs) && attributes.TryGetValue("N", out long outputs)
                && inputs is > 0 and < int.MaxValue && outputs is > 0 and < int.MaxValue ? inputs * outputs : null
            : node.Operation == "GatherBlockQuantized" && codes.ElementBytes == 1
                ? codes.ElementCount * (attributes.GetValueOrDefault("bits", 4) == 4 ? 2 : 1)
                : codes.ElementCount;
    }

    private static long? BytesOf(OnnxTensor tensor) => tensor.ElementBytes is { } bytes
        ? tensor.ElementCount * bytes
        : tensor.ElementType is Uint4 or Int4 ? (tensor.ElementCount + 1) / 2 : null;
}
