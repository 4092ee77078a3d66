using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>A recipe that creates a candidate from a model's weights.</summary>
public sealed record QuantizeConfiguration
{
    private const string Spans = "(tensor|channel|b32|b64|b128|b256)";

    private const string Names = "f32|f16|bf16|q8_0|q5_1|q5_0|q4_1|q4_0|q[2-6]_k|(u?int|fixed)[2-68]_" + Spans
        + "|u?int[48](_b16)?|(nf|fp)4_" + Spans + "|(nf|fp)4_b(32|64|128|256)_dq|vq([2-9]|1[0-2])_g[248]";

    private const string TypePattern = "^(" + Names + ")$";

    private const string TypeMeaning = "a type such as q8_0, q5_1, q5_0, q4_1, q4_0, q6_k to q2_k, f16, "
        + "uint3_b64, int8_channel, fixed6_b32, nf4_b64_dq or vq8_g4";

    /// <summary>In <see cref="Types"/>, of a model folder: leaves a matrix as it is.</summary>
    public const string Keep = "keep";

    /// <summary>Quantization method; rtn rounds to nearest, prune only sets the smallest weights to zero.</summary>
    [AllowedValues("rtn", "gptq", "awq", "hqq", "imatrix", "codebook", "prune")]
    public required string Method { get; init; }

    /// <summary>Type of the quantized tensors, such as q4_0, q3_k or uint3_b64.</summary>
    [RegularExpression(TypePattern, ErrorMessage = TypeMeaning)]
    public required string Type { get; init; }

    /// <summary>Types of individual tensors by name; * matches any text, and the first match applies.</summary>
    [PatternKeys]
    [RegularExpression("^(" + Keep + "|" + Names + ")$", ErrorMessage = TypeMeaning)]
    public IReadOnlyDictionary<string, string>? Types { get; init; }

    /// <summary>Type of the token embedding. Default: the type of the matrices.</summary>
    [RegularExpression(TypePattern, ErrorMessage = TypeMeaning)]
    public string? EmbeddingType { get; init; }

    /// <summary>
    /// Representative text (gptq, awq, imatrix), or a dataset (.jsonl, .json, .csv, .tsv) whose texts to use.
    /// </summary>
    [PathKind(PathKind.File)]
    public string? Calibration { get; init; }

    /// <summary>Maximum calibration tokens. Default: 16384.</summary>
    [Range(2, 1 << 24)]
    public int? CalibrationTokens { get; init; }

    /// <summary>GPTQ damping, as a fraction of the mean Hessian diagonal. Default: 0.01.</summary>
    [Range(1e-6, 1)]
    public double? Damping { get; init; }

    /// <summary>GPTQ: quantize columns in order of decreasing activation.</summary>
    public bool? ActivationOrder { get; init; }

    /// <summary>AWQ: number of scaling exponents to try. Default: 20.</summary>
    [Range(1, 1000)]
    public int? GridPoints { get; init; }

    /// <summary>HQQ: p of the minimized lp norm. Default: 1.</summary>
    [Range(0.1, 1)]
    public double? Norm { get; init; }

    /// <summary>HQQ: maximum iterations. Default: 100.</summary>
    [Range(1, 1000)]
    public int? Iterations { get; init; }

    /// <summary>Set the smallest weights to zero first: per tensor, globally, or two of every four.</summary>
    [AllowedValues("tensor", "global", "2:4")]
    public string? Prune { get; init; }

    /// <summary>Share of the weights to set to zero with prune. Default: 0.5.</summary>
    [Range(0.0, 0.99)]
    public double? Sparsity { get; init; }

    /// <summary>
    /// Also take a GGUF model that is quantized already; the errors of both roundings add up. Default: false.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Requantize { get; init; }
}
