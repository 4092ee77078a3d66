namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Options of AWQ.</summary>
public sealed record AwqOptions
{
    /// <summary>Exponents tried, evenly from 0 to below 1; at least 1.</summary>
    public int GridPoints { get; init; } = 20;
}
