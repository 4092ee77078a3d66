namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Options of HQQ.</summary>
public sealed record HqqOptions
{
    /// <summary>
    /// The exponent p of the error's norm, above 0 and at most 1; smaller spares outliers less. The authors take 0.7;
    /// with 1, and more iterations, the bundled model diverges less at every number of bits.
    /// </summary>
    public double Norm { get; init; } = 1;

    /// <summary>β, the weight that holds the two halves of the problem together; above 0.</summary>
    public double Penalty { get; init; } = 10;

    /// <summary>κ, by which β grows with every iteration; at least 1.</summary>
    public double Growth { get; init; } = 1.01;

    /// <summary>Most iterations; a block stops as soon as its error does not fall.</summary>
    public int Iterations { get; init; } = 100;
}
