using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>A type that tensors got in place of the wanted one.</summary>
/// <param name="Type">The type.</param>
/// <param name="Share">Their share of all weights, 0 to 1.</param>
/// <param name="RowLengths">Weights in their rows, ascending.</param>
public sealed record TypeFallback(TensorType Type, double Share, IReadOnlyList<long> RowLengths);
