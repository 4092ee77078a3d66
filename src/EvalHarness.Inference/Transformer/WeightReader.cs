using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Quantization;

namespace EvalHarness.Inference.Transformer;

/// <summary>Takes tensors from a file, checks their shapes and turns them into what the kernels multiply.</summary>
/// <param name="file">The file; it must outlive the matrices when they stay mapped.</param>
/// <param name="form">How matrices are held.</param>
/// <param name="rows">Gives the weights when they are expanded; <c>null</c> for those of the file.</param>
/// <param name="adapter">What is added to the matrices; <c>null</c> for nothing.</param>
internal sealed unsafe class WeightReader(
    GgufFile file, WeightForm form, TensorRowReader? rows = null, LowRankAdapter? adapter = null)
{
    private readonly TensorRowReader _rows = rows ?? TensorRows.Read;

    /// <summary>A vector of the file, padded with zeros to a multiple of 64.</summary>
    public AlignedBuffer Vector(string name, int length)
    {
        AlignedBuffer padded = new(AlignedBuffer.RoundUp(length, WeightMatrix.Padding));
        _rows(Tensor(name, length, 1), 0, new Span<float>(padded.Start, length));
        return padded;
    }

    /// <summary>Vectors one after the other, each padded; <c>null</c> when the file has none of them.</summary>
    public AlignedBuffer? Vectors(params ReadOnlySpan<(string Name, int Length)> parts)
    {
        bool isPresent = false;
        int total = 0;
        foreach ((string name, int length) in parts)
        {
            isPresent |= file.TryGetTensor(name, out _);
            total += AlignedBuffer.RoundUp(length, WeightMatrix.Padding);
        }

        if (!isPresent)
        {
            return null;
        }

        AlignedBuffer all = new(total);
        int offset = 0;
        foreach ((string name, int length) in parts)
        {
            if (file.TryGetTensor(name, out _))
            {
                _rows(Tensor(name, length, 1), 0, new Span<float>(all.Start + offset, length));
            }

            offset += AlignedBuffer.RoundUp(length, WeightMatrix.Padding);
        }

        return all;
    }

    /// <summary>Matrices with the same inputs as one product; each part begins at a multiple of 64 outputs.</summary>
    public WeightMatrix Matrix(int inputs, params ReadOnlySpan<(string Name, int Outputs)> parts)
    {
        List<MatrixPart> placed = [];
        int total = 0;
        foreach ((string name, int outputs) in parts)
        {
            placed.Add(new MatrixPart(Tensor(name, inputs, outputs), total));
            total += AlignedBuffer.RoundUp(outputs, WeightMatrix.Padding);
        }

        WeightMatrix plain = form switch
        {
            WeightForm.Expanded => Pack(placed, total, inputs),
            WeightForm.Bytes => ByteMatrix.Pack(placed, total, inputs),
            _ => new MappedMatrix(placed) { Inputs = inputs, Outputs = total },
        };
        return adapter?.Apply(plain, placed) ?? plain;
    }

    /// <summary>A tensor whose shape is as the model's configuration says.</summary>
    /// <exception cref="GgufFormatException">It is missing, or has another shape or an unknown type.</exception>
    public GgufTensor Tensor(string name, int rowLength, int rows)
    {
        GgufTensor tensor = file.GetTensor(name);
        if (tensor.RowLength != rowLength || tensor.RowCount != rows || tensor.Dimensions.Count > 2)
        {
            throw new GgufFormatException(
                tensor.FileOffset,
                $"tensor '{name}' of {string.Join(" × ", tensor.Dimensions)}",
                $"{rowLength} × {rows}");
        }

        _ = TensorFormats.For(tensor);
        tensor.RequireWhole();
        return tensor;
    }

    private PackedMatrix Pack(List<MatrixPart> parts, int outputs, int inputs) =>
        PackedMatrix.Pack(outputs, inputs, (output, target) =>
        {
            MatrixPart part = parts.FindLast(candidate => candidate.FirstOutput <= output)!;
            if (output - part.FirstOutput < part.Tensor.RowCount)
            {
                _rows(part.Tensor, output - part.FirstOutput, target);
            }
            else
            {
                target.Clear();
            }
        });
}
