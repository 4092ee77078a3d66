using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization.Sensitivity;

/// <summary>A type that a matrix could have.</summary>
/// <param name="Type">The type.</param>
/// <param name="Bytes">Bytes of the matrix in it.</param>
/// <param name="RelativeError">
/// e = Σ(w − ŵ)² / Σw² after rounding to the nearest value, 0 for no loss.
/// </param>
/// <param name="Divergence">What it is predicted to add to the mean KL divergence, in nats.</param>
public readonly record struct PrecisionChoice(TensorType Type, long Bytes, double RelativeError, double Divergence);
