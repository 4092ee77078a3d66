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

    /// <summary>
    /// A model that is quantized already is taken too: its weights are those that its blocks hold, so that the errors
    /// of both roundings add up.
    /// </summary>
    public bool Requantizes { get; init; }

    /// <summary>What a tensor gets.</summary>
    public QuantizationPlan PlanFor(GgufTensor tensor) => QuantizationPlan.For(tensor, WantedFor(tensor));

    /// <summary>What a tensor is meant to get, whether its rows allow it or not.</summary>
    public TensorType WantedFor(GgufTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        return Types.FirstOrDefault(pattern => pattern.Matches(tensor))?.Type
            ?? (tensor.Name == EmbeddingName ? EmbeddingType ?? Type : Type);
    }
}
