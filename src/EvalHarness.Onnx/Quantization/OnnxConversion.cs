using System.Diagnostics;
using System.Runtime.InteropServices;
using EvalHarness.Inference.Quantization;
using EvalHarness.Inference.Quantization.Methods;
using EvalHarness.Onnx.Export;
using EvalHarness.Onnx.Protobuf;

namespace EvalHarness.Onnx.Quantization;

/// <summary>
/// Quantizes one matrix, some outputs at a time: the model stores it by inputs, the product wants it by outputs.
/// </summary>
/// <param name="matrix">The matrix (inputs, outputs).</param>
/// <param name="weights">Its bytes.</param>
/// <param name="hqq">Options of HQQ, where it gives the type; <c>null</c> for rounding to the nearest.</param>
internal sealed class OnnxConversion(OnnxMatrix matrix, OnnxBytes weights, HqqOptions? hqq)
{
    /// <summary>Outputs that are taken out of the inputs' rows together.</summary>
    private const int GroupOutputs = 16;

    private readonly OnnxMatrixQuantizer _quantizer = new(
        matrix.Type,
        matrix.IsInHalves,
        OnnxRecipe.Optimizes(matrix.Type) ? hqq : null,
        matrix.Inputs,
        matrix.Outputs);

    /// <summary>Weights that are read before they are quantized, if one output has no more.</summary>
    public int StripWeights { get; init; } = 1 << 24;

    /// <summary>Writes the matrix in its new type.</summary>
    /// <param name="data">Receives codes, scales and zero points.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What was written, and what became of the weights: <c>null</c> when one is not finite.</returns>
    public (IReadOnlyList<OnnxPart> Parts, QuantizedTensor? Outcome) Write(
        OnnxDataWriter data, CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        int width = Math.Clamp(StripWeights / matrix.Inputs, 1, matrix.Outputs);
        byte[] strip = new byte[checked(width * matrix.Inputs * matrix.WeightBytes)];
        byte[] codes = new byte[checked(width * _quantizer.CodeRowBytes)];
        RowLoss loss = default;
        long offset = data.Begin();
        for (int first = 0; first < matrix.Outputs; first += width)
        {
            int count = Math.Min(width, matrix.Outputs - first);
            Read(first, count, strip, cancellationToken);
            loss = Quantize(first, count, strip, codes, cancellationToken).Aggregate(loss, (a, b) => a.Plus(b));
            data.Write(codes.AsSpan(0, count * _quantizer.CodeRowBytes));
        }

        return (Append(data, offset), _quantizer.Describe(
            matrix.Tensor.Name, loss, matrix.WeightCount, Stopwatch.GetElapsedTime(started)));
    }

    /// <summary>What would be written, without a weight being read.</summary>
    /// <param name="data">Is left room for codes, scales and zero points.</param>
    public IReadOnlyList<OnnxPart> Place(OnnxDataWriter data)
    {
        long offset = data.Begin();
        data.Skip((long)matrix.Outputs * _quantizer.CodeRowBytes);
        return Append(data, offset);
    }

    // Scales and zero points behind the codes.
    private List<OnnxPart> Append(OnnxDataWriter data, long offset)
    {
        List<OnnxPart> parts = [new(
            matrix.NameOf(OnnxMatrix.PartNames[0]),
            OnnxElementType.UInt8,
            [matrix.Outputs, matrix.Type.BlocksOf(matrix.Inputs), matrix.Type.BlockBytes],
            offset,
            (long)matrix.Outputs * _quantizer.CodeRowBytes)];
        OnnxElementType number = matrix.IsInHalves ? OnnxElementType.Float16 : OnnxElementType.Float32;
        parts.Add(Append(data, OnnxMatrix.PartNames[1], number, _quantizer.Scales));
        if (matrix.Type.HasZeroPoints)
        {
            OnnxElementType zero = _quantizer.HasWholeZeroPoints ? OnnxElementType.UInt8 : number;
            parts.Add(Append(data, OnnxMatrix.PartNames[2], zero, _quantizer.ZeroPoints));
        }

        return parts;
    }

    private OnnxPart Append(OnnxDataWriter data, string part, OnnxElementType type, byte[] bytes)
    {
        long offset = data.Begin();
        data.Write(bytes);
        int size = type == OnnxElementType.UInt8 ? 1 : matrix.WeightBytes;
        return new(matrix.NameOf(part), type, [bytes.Length / size], offset, bytes.Length);
    }

    // Some outputs' weights of all inputs, (inputs, count).
    private void Read(int first, int count, byte[] strip, CancellationToken cancellationToken)
    {
        int size = matrix.WeightBytes;
        if (count == matrix.Outputs)
        {
            weights.Read(0, strip.AsSpan(0, matrix.Inputs * count * size));
            return;
        }

        for (int input = 0; input < matrix.Inputs; input++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            weights.Read(
                (((long)input * matrix.Outputs) + first) * size, strip.AsSpan(input * count * size, count * size));
        }
    }

    // The losses lie in the order of the outputs, so that their sum does not depend on who was first.
    private RowLoss[] Quantize(int first, int count, byte[] strip, byte[] codes, CancellationToken cancellationToken)
    {
        RowLoss[] losses = new RowLoss[count];
        int rowBytes = _quantizer.CodeRowBytes;
        int groups = (count + GroupOutputs - 1) / GroupOutputs;
        ParallelOptions options = new() { CancellationToken = cancellationToken };
        Parallel.For(0, groups, options, () => new float[GroupOutputs * matrix.Inputs], (group, _, rows) =>
        {
            int start = group * GroupOutputs;
            int outputs = Math.Min(GroupOutputs, count - start);
            Turn(strip, count, start, outputs, rows);
            for (int i = 0; i < outputs; i++)
            {
                losses[start + i] = _quantizer.Quantize(
                    first + start + i,
                    rows.AsSpan(i * matrix.Inputs, matrix.Inputs),
                    codes.AsSpan((start + i) * rowBytes, rowBytes));
            }

            return rows;
        }, static _ => { });
        return losses;
    }

    // (inputs, count) → some outputs of (count, inputs).
    private void Turn(byte[] strip, int count, int start, int outputs, float[] rows)
    {
        ReadOnlySpan<float> singles = MemoryMarshal.Cast<byte, float>(matrix.IsInHalves ? [] : strip);
        ReadOnlySpan<Half> halves = MemoryMarshal.Cast<byte, Half>(matrix.IsInHalves ? strip : []);
        for (int input = 0; input < matrix.Inputs; input++)
        {
            int at = (input * count) + start;
            for (int i = 0; i < outputs; i++)
            {
                rows[(i * matrix.Inputs) + input] = matrix.IsInHalves ? (float)halves[at + i] : singles[at + i];
            }
        }
    }
}
