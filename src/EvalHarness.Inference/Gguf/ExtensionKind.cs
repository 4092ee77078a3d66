namespace EvalHarness.Inference.Gguf;

/// <summary>How an extension type turns codes into weights.</summary>
public enum ExtensionKind
{
    /// <summary>w = d q, q signed.</summary>
    Symmetric = 1,

    /// <summary>w = d q + m, q unsigned.</summary>
    Affine = 2,

    /// <summary>w = 2^e q, q signed.</summary>
    FixedPoint = 3,

    /// <summary>w = a NF4[q]: sixteen quantiles of the normal distribution (QLoRA, Dettmers et al. 2023).</summary>
    NormalFloat = 4,

    /// <summary>w = a FP4[q]: sign, two bits of exponent, one of mantissa.</summary>
    Float = 5,

    /// <summary>A code stands for several neighbouring weights, listed in the tensor's codebook.</summary>
    Codebook = 6,
}
