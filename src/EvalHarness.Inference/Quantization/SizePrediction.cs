using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>What a model would take in another type, its vectors in F32 and fallbacks included.</summary>
/// <param name="Type">The type.</param>
/// <param name="WeightBytes">Memory of its weights: parameters times bytes per weight, with the blocks' scales.</param>
/// <param name="FileBytes">Size of its file.</param>
/// <param name="BitsPerWeight">Mean bits of one weight.</param>
/// <param name="FallbackCount">Tensors that would get another type.</param>
public sealed record SizePrediction(
    TensorType Type, long WeightBytes, long FileBytes, double BitsPerWeight, int FallbackCount);
