namespace EvalHarness.Inference.Gguf;

/// <summary>How a tensor's weights are stored; the values are the ids written in GGUF files.</summary>
public enum TensorType
{
    /// <summary>32-bit floats.</summary>
    F32 = 0,

    /// <summary>IEEE half precision.</summary>
    F16 = 1,

    /// <summary>4 bits, symmetric, blocks of 32.</summary>
    Q4_0 = 2,

    /// <summary>4 bits with a minimum, blocks of 32.</summary>
    Q4_1 = 3,

    /// <summary>5 bits, symmetric, blocks of 32.</summary>
    Q5_0 = 6,

    /// <summary>5 bits with a minimum, blocks of 32.</summary>
    Q5_1 = 7,

    /// <summary>8 bits, symmetric, blocks of 32.</summary>
    Q8_0 = 8,

    /// <summary>8 bits with the block's sum; for activations only.</summary>
    Q8_1 = 9,

    /// <summary>2 bits, 16 sub-blocks of 16.</summary>
    Q2_K = 10,

    /// <summary>3 bits, 16 sub-blocks of 16.</summary>
    Q3_K = 11,

    /// <summary>4 bits, 8 sub-blocks of 32.</summary>
    Q4_K = 12,

    /// <summary>5 bits, 8 sub-blocks of 32.</summary>
    Q5_K = 13,

    /// <summary>6 bits, 16 sub-blocks of 16.</summary>
    Q6_K = 14,

    /// <summary>8 bits, blocks of 256; for activations only.</summary>
    Q8_K = 15,

    /// <summary>2.06 bits by codebook.</summary>
    IQ2_XXS = 16,

    /// <summary>2.31 bits by codebook.</summary>
    IQ2_XS = 17,

    /// <summary>3.06 bits by codebook.</summary>
    IQ3_XXS = 18,

    /// <summary>1.56 bits by codebook.</summary>
    IQ1_S = 19,

    /// <summary>4 bits on a non-linear scale, blocks of 32.</summary>
    IQ4_NL = 20,

    /// <summary>3.44 bits by codebook.</summary>
    IQ3_S = 21,

    /// <summary>2.56 bits by codebook.</summary>
    IQ2_S = 22,

    /// <summary>4 bits on a non-linear scale, blocks of 256.</summary>
    IQ4_XS = 23,

    /// <summary>8-bit integers.</summary>
    I8 = 24,

    /// <summary>16-bit integers.</summary>
    I16 = 25,

    /// <summary>32-bit integers.</summary>
    I32 = 26,

    /// <summary>64-bit integers.</summary>
    I64 = 27,

    /// <summary>64-bit floats.</summary>
    F64 = 28,

    /// <summary>1.75 bits by codebook.</summary>
    IQ1_M = 29,

    /// <summary>The upper half of a 32-bit float.</summary>
    BF16 = 30,

    /// <summary>Ternary, 1.69 bits.</summary>
    TQ1_0 = 34,

    /// <summary>Ternary, 2.06 bits.</summary>
    TQ2_0 = 35,

    /// <summary>4-bit floats with a shared exponent, blocks of 32.</summary>
    MXFP4 = 39,

    /// <summary>4-bit floats with an 8-bit float as scale of each 16, blocks of 64.</summary>
    NVFP4 = 40,

    /// <summary>1 bit, blocks of 128.</summary>
    Q1_0 = 41,

    /// <summary>2 bits, symmetric, blocks of 64.</summary>
    Q2_0 = 42,
}
