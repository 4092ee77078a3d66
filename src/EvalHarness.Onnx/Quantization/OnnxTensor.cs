using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>A tensor that a model stores.</summary>
/// <param name="Field">Where it lies in the model.</param>
/// <param name="Name">Its name.</param>
/// <param name="ElementType">Type of its elements, as ONNX numbers them.</param>
/// <param name="Dimensions">Its dimensions.</param>
/// <param name="Inline">Its elements in the model, as they lie in memory; <c>null</c> when they are not there.</param>
/// <param name="External">Its elements in a file of their own; <c>null</c> when they are not there.</param>
internal sealed record OnnxTensor(
    ProtobufField Field,
    string Name,
    long ElementType,
    IReadOnlyList<long> Dimensions,
    ProtobufField? Inline,
    OnnxExternalData? External)
{
    /// <summary>Its elements' number.</summary>
    public long ElementCount => Dimensions.Aggregate(1L, (product, dimension) => product * dimension);

    /// <summary>Bytes of an element; <c>null</c> for a type of less than a byte, or one that is not known.</summary>
    public int? ElementBytes => ElementType switch
    {
        2 or 3 or 9 or (>= 17 and <= 20) => 1,
        4 or 5 or 10 or 16 => 2,
        1 or 6 or 12 => 4,
        7 or 11 or 13 or 14 => 8,
        15 => 16,
        _ => null,
    };

    /// <summary>Its elements are weights: numbers with a fraction, and more than a single one.</summary>
    public bool HoldsWeights => ElementType is 1 or 10 or 16 && Dimensions.Count > 0;
}
