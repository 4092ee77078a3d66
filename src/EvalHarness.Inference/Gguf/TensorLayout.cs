namespace EvalHarness.Inference.Gguf;

/// <summary>Weights per block and bytes per block of a stored type.</summary>
/// <param name="BlockLength">Weights in a block; a row holds a whole number of blocks.</param>
/// <param name="BlockBytes">Bytes of a block.</param>
/// <param name="RowHeaderBytes">Bytes before the blocks of each row; of extension types only.</param>
public readonly record struct TensorLayout(int BlockLength, int BlockBytes, int RowHeaderBytes = 0)
{
    /// <summary>Mean bits of one weight, scales of blocks included and those of rows not.</summary>
    public double BitsPerWeight => 8.0 * BlockBytes / BlockLength;

    /// <summary>The layout of a type; <c>null</c> for an id that is not known.</summary>
    public static TensorLayout? Find(TensorType type) => type switch
    {
        TensorType.F32 or TensorType.I32 => new(1, 4),
        TensorType.F16 or TensorType.BF16 or TensorType.I16 => new(1, 2),
        TensorType.F64 or TensorType.I64 => new(1, 8),
        TensorType.I8 => new(1, 1),
        TensorType.Q4_0 or TensorType.IQ4_NL => new(32, 18),
        TensorType.Q4_1 => new(32, 20),
        TensorType.Q5_0 => new(32, 22),
        TensorType.Q5_1 => new(32, 24),
        TensorType.Q8_0 => new(32, 34),
        TensorType.Q8_1 => new(32, 36),
        TensorType.MXFP4 => new(32, 17),
        TensorType.NVFP4 => new(64, 36),
        TensorType.Q1_0 => new(128, 18),
        TensorType.Q2_0 => new(64, 18),
        TensorType.Q2_K => new(256, 84),
        TensorType.Q3_K or TensorType.IQ3_S => new(256, 110),
        TensorType.Q4_K => new(256, 144),
        TensorType.Q5_K => new(256, 176),
        TensorType.Q6_K => new(256, 210),
        TensorType.Q8_K => new(256, 292),
        TensorType.IQ2_XXS or TensorType.TQ2_0 => new(256, 66),
        TensorType.IQ2_XS => new(256, 74),
        TensorType.IQ3_XXS => new(256, 98),
        TensorType.IQ1_S => new(256, 50),
        TensorType.IQ2_S => new(256, 82),
        TensorType.IQ4_XS => new(256, 136),
        TensorType.IQ1_M => new(256, 56),
        TensorType.TQ1_0 => new(256, 54),
        _ => ExtensionType.Find(type)?.Layout,
    };

    /// <summary>The layout of a type that was verified when its file was opened.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The type is not known.</exception>
    public static TensorLayout For(TensorType type) => Find(type)
        ?? throw new ArgumentOutOfRangeException(nameof(type), type, "No layout is known for this tensor type.");

    /// <summary>Bytes of a row of so many weights, a multiple of <see cref="BlockLength"/>.</summary>
    public long RowBytes(long rowLength) => checked((rowLength / BlockLength * BlockBytes) + RowHeaderBytes);
}
