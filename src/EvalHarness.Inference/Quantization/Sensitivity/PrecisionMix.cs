namespace EvalHarness.Inference.Quantization.Sensitivity;

/// <summary>One type for each matrix.</summary>
/// <param name="Choices">The choice of each matrix, in the matrices' order.</param>
/// <param name="Bytes">Bytes of all matrices.</param>
/// <param name="Divergence">Predicted mean KL divergence from the unquantized model, in nats.</param>
public sealed record PrecisionMix(IReadOnlyList<PrecisionChoice> Choices, long Bytes, double Divergence);
