using System.ComponentModel.DataAnnotations;

namespace EvalHarness.Pipeline.Configuration;

/// <summary>A recipe that makes a candidate from a model's weights.</summary>
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

    /// <summary>Quantization method; rtn is round to nearest, prune sets the smallest weights to zero.</summary>
    [AllowedValues("rtn", "gptq", "awq", "hqq", "imatrix", "codebook", "prune")]
    public required string Method { get; init; }

    /// <summary>Type of the quantized tensors, such as q4_0, q3_k or uint3_b64.</summary>
    [RegularExpression(TypePattern, ErrorMessage = TypeMeaning)]
    public required string Type { get; init; }

    /// <summary>Types of single tensors by name, * standing for any text; the first that matches counts.</summary>
    [PatternKeys]
    [RegularExpression("^(" + Keep + "|" + Names + ")$", ErrorMessage = TypeMeaning)]
    public IReadOnlyDictionary<string, string>? Types { get; init; }

    /// <summary>Type of the token embedding, instead of the other matrices' type.</summary>
    [RegularExpression(TypePattern, ErrorMessage = TypeMeaning)]
    public string? EmbeddingType { get; init; }

    /// <summary>
    /// Text that is like what the model will read (gptq, awq, imatrix); of a dataset (.jsonl, .json, .csv, .tsv), the
    /// texts of its rows.
    /// </summary>
    [PathKind(PathKind.File)]
    public string? Calibration { get; init; }

    /// <summary>Most tokens of the calibration text that are read; 16384 when not set.</summary>
    [Range(2, 1 << 24)]
    public int? CalibrationTokens { get; init; }

    /// <summary>What gptq adds to the Hessian's diagonal, as a share of its mean; 0.01 when not set.</summary>
    [Range(1e-6, 1)]
    public double? Damping { get; init; }

    /// <summary>Lets gptq take columns by falling strength of their inputs.</summary>
    public bool? ActivationOrder { get; init; }

    /// <summary>Exponents that awq tries; 20 when not set.</summary>
    [Range(1, 1000)]
    public int? GridPoints { get; init; }

    /// <summary>Exponent of the norm that hqq makes small; 1 when not set.</summary>
    [Range(0.1, 1)]
    public double? Norm { get; init; }

    /// <summary>Most iterations of hqq; 100 when not set.</summary>
    [Range(1, 1000)]
    public int? Iterations { get; init; }

    /// <summary>Sets the smallest weights to zero first: of a tensor, of all, or two of each four.</summary>
    [AllowedValues("tensor", "global", "2:4")]
    public string? Prune { get; init; }

    /// <summary>Share of the weights that pruning sets to zero; 0.5 when not set.</summary>
    [Range(0.0, 0.99)]
    public double? Sparsity { get; init; }
}
