using System.Numerics.Tensors;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// Factors of rows and columns by tensor. What divides the rows of one tensor, or a norm's weights, multiplies the
/// columns of the next, so that the model's function stays the same.
/// </summary>
/// <param name="weights">The weights before.</param>
internal sealed class AwqScales(TensorRowReader weights)
{
    private readonly Dictionary<string, float[]> _columns = [];
    private readonly Dictionary<string, float[]> _rows = [];

    /// <summary>Multiplies the columns of a matrix.</summary>
    public void MultiplyColumns(string tensor, float[] scales) => _columns.Add(tensor, scales);

    /// <summary>Divides the elements of a vector.</summary>
    public void DivideElements(string tensor, float[] scales) => _columns.Add(tensor, Inverse(scales));

    /// <summary>Divides the rows of a matrix.</summary>
    public void DivideRows(string tensor, float[] scales) => _rows.Add(tensor, Inverse(scales));

    /// <summary>Reads a row with its factors.</summary>
    public void Read(GgufTensor tensor, long row, Span<float> target)
    {
        weights(tensor, row, target);
        if (_columns.TryGetValue(tensor.Name, out float[]? columns))
        {
            TensorPrimitives.Multiply(target, columns, target);
        }

        if (_rows.TryGetValue(tensor.Name, out float[]? rows))
        {
            TensorPrimitives.Multiply(target, rows[row], target);
        }
    }

    private static float[] Inverse(float[] scales) => [.. scales.Select(scale => 1 / scale)];
}
