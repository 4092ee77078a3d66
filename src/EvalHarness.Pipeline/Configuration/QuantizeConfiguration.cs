using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>A recipe that makes a candidate from a model's weights.</summary>
public sealed record QuantizeConfiguration
{
    /// <summary>Quantization method: rtn, round to nearest.</summary>
    [AllowedValues("rtn")]
    public required string Method { get; init; }

    /// <summary>Type of the quantized tensors.</summary>
    [AllowedValues("f16", "q8_0", "q5_1", "q5_0", "q4_1", "q4_0", "q3_k", "q2_k")]
    public required string Type { get; init; }
}
