using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>Which types a quantized model gets.</summary>
/// <param name="Type">The type of its matrices; vectors stay F32.</param>
/// <param name="EmbeddingType">The type of the token embedding; <c>null</c> for that of the other matrices.</param>
public sealed record QuantizationSettings(TensorType Type, TensorType? EmbeddingType = null)
{
    private const string EmbeddingName = "token_embd.weight";

    /// <summary>Types of single tensors; the first pattern that matches counts, before all other settings.</summary>
    public IReadOnlyList<TypePattern> Types { get; init; } = [];

    /// <summary>What a tensor gets.</summary>
    public QuantizationPlan PlanFor(GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        TensorType? byPattern = Types.FirstOrDefault(pattern => pattern.Matches(tensor))?.Type;
        return QuantizationPlan.For(
            tensor, byPattern ?? (tensor.Name == EmbeddingName ? EmbeddingType ?? Type : Type));
    }
}
