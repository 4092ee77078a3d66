namespace EvalHarness.Inference.Quantization.Sensitivity;

/// <summary>How much a model's output depends on the precision of one matrix.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="ElementCount">Its weights.</param>
/// <param name="Measured">
/// Mean KL divergence of the model with only this matrix in its smallest type from the model as it is, in nats per
/// token; at least 0.
/// </param>
/// <param name="Coefficient">
/// a = <paramref name="Measured"/> / e of the smallest type: nats per unit of relative squared error. 0 when the
/// smallest type loses nothing.
/// </param>
/// <param name="Choices">The types that it could have, by rising bytes and falling error; at least one.</param>
public sealed record MatrixSensitivity(
    string Name, long ElementCount, double Measured, double Coefficient, IReadOnlyList<PrecisionChoice> Choices);
