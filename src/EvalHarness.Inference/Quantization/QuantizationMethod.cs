using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization;

/// <summary>How the weights of a model become codes. The base rounds each to the nearest value.</summary>
/// <remarks>One object quantizes one model, tensor by tensor.</remarks>
internal class QuantizationMethod : IDisposable
{
    /// <summary>Weights of a file as they are.</summary>
    public static TensorRowReader FileWeights { get; } =
        (tensor, row, target) => TensorFormats.For(tensor).Dequantize(tensor.Rows(row, 1), target);

    /// <summary>The weights that are quantized.</summary>
    public TensorRowReader Weights { get; protected init; } = FileWeights;

    /// <summary>The weights that the result is compared with.</summary>
    public TensorRowReader Reference { get; protected init; } = FileWeights;

    /// <summary>The method wants to see the bytes of every tensor.</summary>
    public virtual bool WantsBytes => false;

    /// <summary>The order in which tensors are quantized and written.</summary>
    public virtual IEnumerable<GgufTensor> Order(GgufFile source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Tensors;
    }

    /// <summary>What quantizes the rows of a tensor.</summary>
    /// <param name="tensor">The tensor, in its place in the order.</param>
    /// <param name="format">The format that it gets.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public virtual RowQuantizer For(GgufTensor tensor, TensorFormat format, CancellationToken cancellationToken) =>
        new NearestRowQuantizer(format);

    /// <summary>Hears of a tensor's bytes, if it wants them.</summary>
    public virtual void Accept(GgufTensor tensor, TensorFormat format, byte[] bytes)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees what the method holds.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
