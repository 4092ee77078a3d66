namespace EvalHarness.Onnx.Export;

/// <summary>
/// Codes as ONNX Runtime's <c>MatMulNBits</c> reads them: those of a block after one another, two of four bits in a
/// byte, the earlier one low.
/// </summary>
internal static class BlockCodes
{
    /// <summary>Weights that share a scale where nothing else is said.</summary>
    public const int BlockLength = 32;

    /// <summary>Bytes of a usual block's codes.</summary>
    public static int BytesPerBlock(int bits) => BlockLength * bits / 8;

    /// <summary>Encodes a row to the nearest values of symmetric grids, in blocks of the usual length.</summary>
    /// <param name="row">Weights of one output; the last block may be short.</param>
    /// <param name="bits">4 or 8.</param>
    /// <param name="codes">Receives the codes.</param>
    /// <param name="scales">Receives one scale per block.</param>
    public static void Encode(ReadOnlySpan<float> row, int bits, Span<byte> codes, Span<float> scales)
    {
        for (int block = 0; block < scales.Length; block++)
        {
            ReadOnlySpan<float> weights =
                row.Slice(block * BlockLength, Math.Min(BlockLength, row.Length - (block * BlockLength)));
            BlockGrid grid = BlockGrid.Symmetric(weights, bits);
            scales[block] = grid.Scale;
            Encode(weights, grid, bits, codes.Slice(block * BytesPerBlock(bits), BytesPerBlock(bits)));
        }
    }

    /// <summary>Encodes a block to the nearest values of a grid.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="grid">The grid.</param>
    /// <param name="bits">4 or 8.</param>
    /// <param name="codes">Receives the codes; what is beyond a short block's weights stands for zero.</param>
    public static void Encode(ReadOnlySpan<float> weights, BlockGrid grid, int bits, Span<byte> codes)
    {
        int top = (1 << bits) - 1;

        // Whole numbers are added after the rounding, so that a weight in the middle falls where it would without.
        float whole = MathF.Floor(grid.ZeroPoint);
        float rest = grid.ZeroPoint - whole;
        int zero = (int)Math.Clamp(MathF.Round(grid.ZeroPoint), 0, top);
        codes.Fill((byte)(bits == 4 ? zero | (zero << 4) : zero));
        for (int i = 0; i < weights.Length && grid.Scale != 0; i++)
        {
            int code = (int)Math.Clamp(MathF.Round((weights[i] / grid.Scale) + rest) + whole, 0, top);
            if (bits == 8)
            {
                codes[i] = (byte)code;
            }
            else
            {
                int shift = 4 * (i & 1);
                codes[i / 2] = (byte)((codes[i / 2] & ~(0xF << shift)) | (code << shift));
            }
        }
    }

    /// <summary>Reads a block's weights.</summary>
    public static void Decode(ReadOnlySpan<byte> codes, BlockGrid grid, int bits, Span<float> weights)
    {
        for (int i = 0; i < weights.Length; i++)
        {
            int code = bits == 8 ? codes[i] : (codes[i / 2] >> (4 * (i & 1))) & 0xF;
            weights[i] = (code - grid.ZeroPoint) * grid.Scale;
        }
    }
}
