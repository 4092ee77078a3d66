using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>What an ONNX model is made of; weights stay where they are.</summary>
/// <param name="Fields">The model's fields, in their order.</param>
/// <param name="Graph">The one that holds the graph.</param>
/// <param name="GraphFields">The graph's fields, in their order.</param>
/// <param name="Nodes">Its operators.</param>
/// <param name="Tensors">The tensors that it stores, by name.</param>
/// <param name="Domains">Domains whose operators it imports.</param>
/// <param name="InputNames">Names that a caller may set.</param>
/// <param name="OtherUses">
/// Names that are used by something other than an operator of the graph itself, and by what.
/// </param>
/// <param name="NestedLocations">Files of tensors that are not stored by the graph itself.</param>
internal sealed record OnnxModel(
    IReadOnlyList<ProtobufField> Fields,
    ProtobufField Graph,
    IReadOnlyList<ProtobufField> GraphFields,
    IReadOnlyList<OnnxNode> Nodes,
    IReadOnlyDictionary<string, OnnxTensor> Tensors,
    IReadOnlySet<string> Domains,
    IReadOnlySet<string> InputNames,
    IReadOnlyDictionary<string, string> OtherUses,
    IReadOnlySet<string> NestedLocations)
{
    /// <summary>Which operators read a stored tensor, in their order, and as which of their inputs.</summary>
    public ILookup<string, (OnnxNode Node, int Input)> Uses { get; } = (
        from node in Nodes
        from use in node.Inputs.Index()
        where Tensors.ContainsKey(use.Item)
        select (Name: use.Item, Node: node, Input: use.Index))
        .ToLookup(use => use.Name, use => (use.Node, use.Input), StringComparer.Ordinal);

    /// <summary>Every file in which a tensor lies.</summary>
    public IEnumerable<string> Locations => Tensors.Values
        .Where(tensor => tensor.External is not null)
        .Select(tensor => tensor.External!.Location)
        .Concat(NestedLocations)
        .Distinct(StringComparer.Ordinal);
}
