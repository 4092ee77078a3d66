namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>All that decides how a model is quantized.</summary>
/// <param name="Method">The method.</param>
/// <param name="Settings">The types.</param>
public sealed record QuantizationRecipe(MethodKind Method, QuantizationSettings Settings)
{
    /// <summary>Tokens of calibration text when nothing else is said.</summary>
    public const int DefaultCalibrationTokens = 16_384;

    /// <summary>Most tokens of the calibration text that are read; at least 2.</summary>
    public int CalibrationTokens { get; init; } = DefaultCalibrationTokens;

    /// <summary>Options of GPTQ.</summary>
    public GptqOptions Gptq { get; init; } = new();

    /// <summary>Options of AWQ.</summary>
    public AwqOptions Awq { get; init; } = new();

    /// <summary>Options of HQQ.</summary>
    public HqqOptions Hqq { get; init; } = new();

    /// <summary>What is pruned first; <c>null</c> for nothing.</summary>
    public PruneOptions? Prune { get; init; }

    /// <summary>The method wants calibration text.</summary>
    public bool NeedsCalibration => Method is MethodKind.Gptq or MethodKind.Awq or MethodKind.Imatrix;
}
