using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>Which types a quantized model gets.</summary>
/// <param name="Type">The type of its matrices; vectors stay F32.</param>
/// <param name="EmbeddingType">The type of the token embedding; <c>null</c> for that of the other matrices.</param>
public sealed record QuantizationSettings(TensorType Type, TensorType? EmbeddingType = null)
{
    private const string EmbeddingName = "token_embd.weight";

    /// <summary>What a tensor gets.</summary>
    public QuantizationPlan PlanFor(GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return QuantizationPlan.For(tensor, tensor.Name == EmbeddingName ? EmbeddingType ?? Type : Type);
    }
}
