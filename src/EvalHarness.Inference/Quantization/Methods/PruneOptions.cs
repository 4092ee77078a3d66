namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Which weights are set to zero before a model is quantized.</summary>
public sealed record PruneOptions
{
    /// <summary>How the weights are chosen.</summary>
    public PruneScope Scope { get; init; } = PruneScope.Tensor;

    /// <summary>Share of the weights, from 0 to below 1; of no account with 2:4.</summary>
    public double Sparsity { get; init; } = 0.5;
}
