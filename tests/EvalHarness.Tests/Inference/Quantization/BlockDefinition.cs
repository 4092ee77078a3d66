using EvalHarness.Inference.Gguf;

namespace EvalHarness.Tests.Inference.Quantization;

/// <summary>Each block format once more, weight by weight as its table of fields states it, in doubles.</summary>
internal static class BlockDefinition
{
    /// <summary>Weight number <paramref name="i"/> of one block.</summary>
    public static double Weight(TensorType type, byte[] b, int i) => type switch
    {
        TensorType.Q8_0 => Half(b, 0) * (sbyte)b[2 + i],
        TensorType.Q4_0 => Half(b, 0) * (Nibble(b, 2, i) - 8),
        TensorType.Q4_1 => (Half(b, 0) * Nibble(b, 4, i)) + Half(b, 2),
        TensorType.Q5_0 => Half(b, 0) * (Nibble(b, 6, i) + (16 * Bit(b, 2, i)) - 16),
        TensorType.Q5_1 => (Half(b, 0) * (Nibble(b, 8, i) + (16 * Bit(b, 4, i)))) + Half(b, 2),
        TensorType.Q2_K => (Half(b, 80) * (b[i / 16] & 15) * Crumb(b, 16, i)) - (Half(b, 82) * (b[i / 16] >> 4)),
        TensorType.Q3_K => Half(b, 108) * (Scale3(b, i / 16) - 32)
            * (Crumb(b, 32, i) - (((b[i % 32] >> (i / 32)) & 1) == 1 ? 0 : 4)),
        TensorType.Q4_K => (Half(b, 0) * S(b, i / 32) * Nibble64(b, 16, i)) - (Half(b, 2) * M(b, i / 32)),
        TensorType.Q5_K => (Half(b, 0) * S(b, i / 32) * Code5(b, i)) - (Half(b, 2) * M(b, i / 32)),
        TensorType.Q6_K => Half(b, 208) * (sbyte)b[192 + (i / 16)] * (Low6(b, i) + (16 * Crumb(b, 128, i)) - 32),
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    private static double Half(byte[] b, int at) => (double)BitConverter.ToHalf(b, at);

    private static int Bit(byte[] b, int at, int i) => (b[at + (i / 8)] >> (i % 8)) & 1;

    private static int Nibble(byte[] b, int at, int i) => i < 16 ? b[at + i] & 15 : b[at + i - 16] >> 4;

    /// <summary>Two bits of 256 weights in 64 bytes: halves of 128 weights, groups of 32.</summary>
    private static int Crumb(byte[] b, int at, int i) =>
        (b[at + (32 * (i / 128)) + (i % 32)] >> (2 * (i / 32 % 4))) & 3;

    private static int Nibble64(byte[] b, int at, int i) =>
        (b[at + (32 * (i / 64)) + (i % 32)] >> (i % 64 < 32 ? 0 : 4)) & 15;

    private static int Code5(byte[] b, int i) =>
        Nibble64(b, 48, i) + (16 * ((b[16 + (i % 32)] >> (i / 32)) & 1));

    private static int Low6(byte[] b, int i) =>
        (b[(64 * (i / 128)) + (i % 64)] >> (i % 128 < 64 ? 0 : 4)) & 15;

    private static int Scale3(byte[] b, int j) =>
        (j < 8 ? b[96 + j] & 15 : b[96 + j - 8] >> 4) | (((b[104 + (j % 4)] >> (2 * (j / 4))) & 3) << 4);

    private static int S(byte[] b, int j) => j < 4 ? b[4 + j] & 63 : (b[8 + j] & 15) | ((b[j] >> 6) << 4);

    private static int M(byte[] b, int j) => j < 4 ? b[8 + j] & 63 : (b[8 + j] >> 4) | ((b[4 + j] >> 6) << 4);
}
