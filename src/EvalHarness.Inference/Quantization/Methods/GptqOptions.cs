namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Options of GPTQ.</summary>
public sealed record GptqOptions
{
    /// <summary>What is added to the Hessian's diagonal, as a share of its mean; above 0.</summary>
    public double Damping { get; init; } = 0.01;

    /// <summary>
    /// Columns are quantized by falling diagonal of the Hessian, with the grids of the weights as they were; otherwise
    /// from left to right, each grid found when its first column is reached.
    /// </summary>
    public bool ActivationOrder { get; init; }

    /// <summary>Columns whose errors are spread to the later ones together; at least 1.</summary>
    public int BlockColumns { get; init; } = 128;
}
