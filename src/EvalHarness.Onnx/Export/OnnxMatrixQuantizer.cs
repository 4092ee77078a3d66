using System.Buffers.Binary;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;

namespace EvalHarness.Onnx.Export;

/// <summary>
/// Quantizes one matrix for <c>MatMulNBits</c>, output by output: the codes are given back, scales and zero points are
/// kept until all outputs are done.
/// </summary>
/// <remarks>
/// To the nearest, scales come from the largest weight, or the smallest and the largest, and zero points are whole, as
/// ONNX Runtime's own quantizer has them; with HQQ, zero points are fractions in the scales' type. Outputs may be done
/// in any order and from several threads.
/// </remarks>
public sealed class OnnxMatrixQuantizer
{
    private readonly OnnxBlockType _type;
    private readonly bool _inHalves;
    private readonly HqqGridSearch? _search;
    private readonly int _blocks;
    private readonly int _zeroPointRowBytes;
    private readonly int _outputs;

    /// <summary>Prepares for a matrix.</summary>
    /// <param name="type">The type that it gets.</param>
    /// <param name="inHalves">Scales are stored in half precision, otherwise in single.</param>
    /// <param name="hqq">Options of HQQ, for a type with zero points; <c>null</c> for rounding to the nearest.</param>
    /// <param name="inputs">Weights of one output, at least 1.</param>
    /// <param name="outputs">Outputs, at least 1.</param>
    /// <exception cref="OverflowException">The matrix is larger than arrays can be.</exception>
    public OnnxMatrixQuantizer(OnnxBlockType type, bool inHalves, HqqOptions? hqq, int inputs, int outputs)
    {
        ArgumentNullException.ThrowIfNull(type);
        (_type, _inHalves) = (type, inHalves);
        _search = hqq is null ? null : new HqqGridSearch(0, (1 << type.Bits) - 1, hqq);
        _blocks = type.BlocksOf(inputs);
        _outputs = outputs;
        CodeRowBytes = checked(_blocks * type.BlockBytes);
        Scales = new byte[checked(outputs * _blocks * NumberBytes)];
        _zeroPointRowBytes = !type.HasZeroPoints ? 0
            : HasWholeZeroPoints ? ((_blocks * type.Bits) + 7) / 8 : _blocks * NumberBytes;
        ZeroPoints = new byte[checked(outputs * _zeroPointRowBytes)];
    }

    /// <summary>Bytes of one output's codes.</summary>
    public int CodeRowBytes { get; }

    /// <summary>The scales so far, one per block, output by output, little-endian.</summary>
    public byte[] Scales { get; }

    /// <summary>
    /// The zero points so far, output by output, each output from a byte of its own; empty for a type without.
    /// </summary>
    public byte[] ZeroPoints { get; }

    /// <summary>Zero points are whole numbers of as many bits as the codes; otherwise in the scales' type.</summary>
    public bool HasWholeZeroPoints => _search is null;

    private int NumberBytes => _inHalves ? 2 : 4;

    /// <summary>Quantizes an output's weights.</summary>
    /// <param name="output">Which output, from 0.</param>
    /// <param name="weights">As many as there are inputs.</param>
    /// <param name="codes">Receives the codes.</param>
    /// <returns>What the weights lost.</returns>
    public RowLoss Quantize(int output, ReadOnlySpan<float> weights, Span<byte> codes)
    {
        float[] kept = new float[weights.Length];
        for (int block = 0; block < _blocks; block++)
        {
            int start = block * _type.BlockLength;
            int count = Math.Min(_type.BlockLength, weights.Length - start);
            Span<byte> target = codes.Slice(block * _type.BlockBytes, _type.BlockBytes);
            BlockGrid grid = Keep(FindGrid(weights.Slice(start, count)), output, block);
            BlockCodes.Encode(weights.Slice(start, count), grid, _type.Bits, target);
            BlockCodes.Decode(target, grid, _type.Bits, kept.AsSpan(start, count));
        }

        return RowLoss.Between(weights, kept);
    }

    /// <summary>What became of the matrix, when all its outputs are done.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="loss">What all outputs lost.</param>
    /// <param name="weightCount">Its weights.</param>
    /// <param name="elapsed">Time that it took.</param>
    /// <returns><c>null</c> when a weight is not finite, or out of all proportion.</returns>
    public QuantizedTensor? Describe(string name, RowLoss loss, long weightCount, TimeSpan elapsed)
    {
        long bytes = ((long)CodeRowBytes * _outputs) + Scales.Length + ZeroPoints.Length;
        return !double.IsFinite(loss.Power) || !double.IsFinite(loss.Error) ? null : new(
            name,
            _inHalves ? "f16" : "f32",
            _type.Name,
            Fallback: null,
            weightCount,
            bytes,
            loss.Error / weightCount,
            loss.Error > 0 ? 10 * Math.Log10(loss.Power / loss.Error) : null,
            loss.Maximum,
            (double)loss.Zeros / weightCount,
            elapsed);
    }

    private BlockGrid FindGrid(ReadOnlySpan<float> weights) =>
        !_type.HasZeroPoints ? BlockGrid.Symmetric(weights, _type.Bits)
        : _search is null ? BlockGrid.Affine(weights, _type.Bits)
        : FindOptimal(weights) ?? BlockGrid.Affine(weights, _type.Bits);

    // A short block is filled up with its own weights. Weights all alike leave no scale: the plain grid holds them.
    private BlockGrid? FindOptimal(ReadOnlySpan<float> weights)
    {
        float[] block = new float[_type.BlockLength];
        for (int i = 0; i < block.Length; i++)
        {
            block[i] = weights[i % weights.Length];
        }

        (float scale, float minimum) = _search!.Find(block, new int[block.Length], new float[block.Length]);
        float kept = _inHalves ? (float)ScaleSearch.ToHalf(scale) : scale;
        float zeroPoint = -minimum / kept;
        return kept > 0 && MathF.Abs(zeroPoint) < (float)Half.MaxValue ? new(kept, zeroPoint) : null;
    }

    // Stores a grid and gives it as it was stored, so that codes suit what a reader will see.
    private BlockGrid Keep(BlockGrid grid, int output, int block)
    {
        float scale = Write(Scales.AsSpan(((output * _blocks) + block) * NumberBytes), grid.Scale);
        if (!_type.HasZeroPoints)
        {
            return grid with { Scale = scale };
        }

        Span<byte> zeroPoints = ZeroPoints.AsSpan(output * _zeroPointRowBytes, _zeroPointRowBytes);
        if (!HasWholeZeroPoints)
        {
            return new(scale, Write(zeroPoints[(block * NumberBytes)..], grid.ZeroPoint));
        }

        int bit = block * _type.Bits;
        zeroPoints[bit / 8] |= (byte)((int)grid.ZeroPoint << (bit % 8));
        return grid with { Scale = scale };
    }

    private float Write(Span<byte> target, float value)
    {
        if (!_inHalves)
        {
            BinaryPrimitives.WriteSingleLittleEndian(target, value);
            return value;
        }

        Half half = ScaleSearch.ToHalf(value);
        BinaryPrimitives.WriteHalfLittleEndian(target, half);
        return (float)half;
    }
}
