namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>A method of quantization.</summary>
public enum MethodKind
{
    /// <summary>Round to nearest.</summary>
    Rtn,

    /// <summary>Column by column with compensation (Frantar et al. 2022).</summary>
    Gptq,

    /// <summary>Round to nearest after activation-aware scaling (Lin et al. 2023).</summary>
    Awq,

    /// <summary>Half-quadratic optimisation of the grids, without calibration (Badri, Shaji 2023).</summary>
    Hqq,

    /// <summary>Round to nearest with errors weighed by the strength of inputs.</summary>
    Imatrix,

    /// <summary>Groups of weights by k-means.</summary>
    Codebook,

    /// <summary>The smallest weights set to zero, and nothing else unless a type says so.</summary>
    Prune,
}
