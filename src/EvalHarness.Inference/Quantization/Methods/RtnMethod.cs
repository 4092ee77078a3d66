using System.Numerics.Tensors;
using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>Round to nearest; a type with one scale for the tensor takes it from all rows first.</summary>
internal sealed class RtnMethod : QuantizationMethod
{
    /// <summary>Rounds the given weights.</summary>
    public RtnMethod(TensorRowReader weights) => Weights = weights;

    /// <inheritdoc/>
    public override RowQuantizer For(GgufTensor tensor, TensorFormat format, CancellationToken cancellationToken) =>
        ExtensionType.Find(format.Type) is { Granularity: ExtensionType.Tensor }
            ? new TensorWideRowQuantizer(format, ReadRange(tensor, cancellationToken))
            : new NearestRowQuantizer(format);

    /// <summary>Smallest and largest weight, padded to what the grids are found from.</summary>
    private float[] ReadRange(GgufTensor tensor, CancellationToken cancellationToken)
    {
        const int Lanes = 8;
        float[] row = new float[tensor.RowLength];
        float smallest = float.PositiveInfinity;
        float largest = float.NegativeInfinity;
        for (long i = 0; i < tensor.RowCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Weights(tensor, i, row);
            smallest = MathF.Min(smallest, TensorPrimitives.Min<float>(row));
            largest = MathF.Max(largest, TensorPrimitives.Max<float>(row));
        }

        float[] range = new float[Lanes];
        Array.Fill(range, largest);
        range[0] = smallest;
        return range;
    }
}
