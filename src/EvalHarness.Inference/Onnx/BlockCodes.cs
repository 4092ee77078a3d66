namespace EvalHarness.Inference.Onnx;

/// <summary>
/// Weights as ONNX Runtime's <c>MatMulNBits</c> reads them: per block of 32 along the inputs one scale s and unsigned
/// codes q around the middle z of their range, w = (q − z) · s.
/// </summary>
internal static class BlockCodes
{
    /// <summary>Weights that share a scale.</summary>
    public const int BlockLength = 32;

    /// <summary>Bytes of a block's codes.</summary>
    public static int BytesPerBlock(int bits) => BlockLength * bits / 8;

    /// <summary>Encodes a row to the nearest values.</summary>
    /// <param name="row">Weights of one output; the last block may be short.</param>
    /// <param name="bits">4 or 8.</param>
    /// <param name="codes">Receives the codes, two of four bits in a byte, the earlier one low.</param>
    /// <param name="scales">Receives one scale per block.</param>
    public static void Encode(ReadOnlySpan<float> row, int bits, Span<byte> codes, Span<float> scales)
    {
        int middle = 1 << (bits - 1);
        codes.Fill((byte)(bits == 4 ? middle | (middle << 4) : middle));
        for (int block = 0; block < scales.Length; block++)
        {
            ReadOnlySpan<float> weights =
                row.Slice(block * BlockLength, Math.Min(BlockLength, row.Length - (block * BlockLength)));
            scales[block] = ScaleOf(weights, middle);
            Span<byte> target = codes.Slice(block * BytesPerBlock(bits), BytesPerBlock(bits));
            for (int i = 0; i < weights.Length && scales[block] != 0; i++)
            {
                int code = Math.Clamp((int)MathF.Round(weights[i] / scales[block]) + middle, 0, (2 * middle) - 1);
                if (bits == 8)
                {
                    target[i] = (byte)code;
                }
                else
                {
                    int shift = 4 * (i & 1);
                    target[i / 2] = (byte)((target[i / 2] & ~(0xF << shift)) | (code << shift));
                }
            }
        }
    }

    // The weight of the largest magnitude becomes the lowest code, which the other side of the range lacks.
    private static float ScaleOf(ReadOnlySpan<float> weights, int middle)
    {
        float largest = 0;
        foreach (float weight in weights)
        {
            largest = MathF.Abs(weight) > MathF.Abs(largest) ? weight : largest;
        }

        return largest / -middle;
    }
}
