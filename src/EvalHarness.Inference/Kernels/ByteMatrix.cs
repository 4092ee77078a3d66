using System.Buffers.Binary;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Kernels;

/// <summary>
/// Weights of 8 bits that meet activations rounded to 8 bits, one scale per token (W8A8; token-wise dynamic
/// quantization, ZeroQuant, Yao et al. 2022, arXiv:2206.01861). Weights keep their blocks of 32.
/// </summary>
/// <remarks>
/// Packed in panels of 16 outputs; a panel holds for each block of 32 inputs sixteen scales, then eight groups of four
/// inputs, each group as sixteen times four bytes.
/// </remarks>
internal sealed unsafe class ByteMatrix : WeightMatrix
{
    /// <summary>Groups of four inputs in a block.</summary>
    public const int Groups = BlockLength / 4;

    /// <summary>Distance of two blocks of a panel, in floats: 16 scales and 512 bytes.</summary>
    public const int BlockFloats = PanelWidth + (PanelWidth * BlockLength / sizeof(float));

    private const int PanelWidth = VectorMath.Lanes;
    private const int BlockLength = 32;

    /// <summary>Rows that are rounded together; the weights are read once for them.</summary>
    private const int TileRows = 32;

    private readonly AlignedBuffer _panels;
    private readonly Kernel _multiply;

    private ByteMatrix(AlignedBuffer panels, Kernel multiply) => (_panels, _multiply) = (panels, multiply);

    /// <summary>Multiplies rows with a panel: <see cref="ByteKernel{TProduct}.Multiply"/>.</summary>
    public delegate void Kernel(
        sbyte* x, int xStride, float* scales, int rows, float* panel, int blocks, float* y, int yStride);

    /// <inheritdoc/>
    public override int Granularity => PanelWidth;

    /// <inheritdoc/>
    public override long Bytes => _panels.Bytes;

    /// <inheritdoc/>
    public override int ScratchLength => TileRows + (TileRows * CodeStride / sizeof(float));

    private int CodeStride => AlignedBuffer.RoundUp(Inputs, ActivationRounding.Step);

    private int Blocks => Inputs / BlockLength;

    /// <summary>The tensor's weights are whole numbers of 8 bits or less under one scale per 32.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="type">The type that it has, or will have when it is used.</param>
    /// <exception cref="GgufFormatException">They are not.</exception>
    public static void Require(GgufTensor tensor, TensorType type)
    {
        if (type is not (TensorType.Q8_0 or TensorType.Q5_0 or TensorType.Q4_0))
        {
            throw new GgufFormatException(
                tensor.FileOffset,
                $"tensor '{tensor.Name}' of type {type}",
                "Q8_0, Q5_0 or Q4_0 in every matrix that int8 activations are multiplied with",
                "Quantize the model to q8_0, or use f32 activations.");
        }
    }

    /// <summary>Packs matrices with the same inputs as one product.</summary>
    /// <param name="parts">The matrices and where each begins.</param>
    /// <param name="outputs">Outputs of the product.</param>
    /// <param name="inputs">Inputs, a multiple of 32.</param>
    /// <param name="multiply">The kernel; <c>null</c> for the fastest that the processor has.</param>
    public static ByteMatrix Pack(
        IReadOnlyList<MatrixPart> parts, int outputs, int inputs, Kernel? multiply = null)
    {
        long panels = AlignedBuffer.RoundUp(outputs, PanelWidth) / PanelWidth;
        AlignedBuffer packed = new(panels * (inputs / BlockLength) * BlockFloats);
        ByteMatrix matrix = new(packed, multiply ?? Fastest()) { Inputs = inputs, Outputs = outputs };
        foreach (MatrixPart part in parts)
        {
            Require(part.Tensor, part.Tensor.Type);
            float[] row = new float[inputs];
            for (int i = 0; i < part.Tensor.RowCount; i++)
            {
                TensorRows.Read(part.Tensor, i, row);
                matrix.PackRow(part.FirstOutput + i, part.Tensor.Rows(i, 1), row);
            }
        }

        return matrix;
    }

    /// <inheritdoc/>
    public override void Multiply(RowBlock x, RowBlock y, Share rows, Share outputs, float* scratch)
    {
        float* scales = scratch;
        sbyte* codes = (sbyte*)(scratch + TileRows);
        for (int first = rows.First; first < rows.End; first += TileRows)
        {
            int count = Math.Min(TileRows, rows.End - first);
            for (int i = 0; i < count; i++)
            {
                scales[i] = ActivationRounding.Round(x[first + i], Inputs, codes + ((long)i * CodeStride));
            }

            for (int output = outputs.First; output < outputs.End; output += PanelWidth)
            {
                float* panel = _panels.Start + ((long)(output / PanelWidth) * Blocks * BlockFloats);
                _multiply(codes, CodeStride, scales, count, panel, Blocks, y[first] + output, y.Stride);
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose() => _panels.Dispose();

    private static Kernel Fastest() =>
        ByteProductVnni.IsSupported ? ByteKernel<ByteProductVnni>.Multiply
        : ByteProductAvx512.IsSupported ? ByteKernel<ByteProductAvx512>.Multiply
        : ByteProductAvx2.IsSupported ? ByteKernel<ByteProductAvx2>.Multiply
        : ByteKernel<ByteProductPortable>.Multiply;

    /// <summary>The three formats begin a block with its scale d, a half; a weight over d is a whole number.</summary>
    private void PackRow(int output, ReadOnlySpan<byte> stored, ReadOnlySpan<float> row)
    {
        int blockBytes = stored.Length / Blocks;
        float* panel = _panels.Start + ((long)(output / PanelWidth) * Blocks * BlockFloats);
        int lane = output % PanelWidth;
        for (int block = 0; block < Blocks; block++, panel += BlockFloats)
        {
            float d = (float)BinaryPrimitives.ReadHalfLittleEndian(stored[(block * blockBytes)..]);
            panel[lane] = d;
            sbyte* codes = (sbyte*)(panel + PanelWidth) + (4 * lane);
            for (int i = 0; d != 0 && i < BlockLength; i++)
            {
                codes[(i / 4 * 4 * PanelWidth) + (i % 4)] =
                    (sbyte)MathF.Round(row[(block * BlockLength) + i] / d);
            }
        }
    }
}
