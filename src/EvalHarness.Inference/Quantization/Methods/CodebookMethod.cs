using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Quantization.Methods;

/// <summary>
/// Vector quantization by k-means (Lloyd 1982): the groups of neighbouring weights of a matrix are gathered around
/// 2^bits means, begun by k-means++ (Arthur, Vassilvitskii 2007), and each is stored as the number of its mean.
/// </summary>
internal sealed class CodebookMethod : QuantizationMethod
{
    /// <summary>Clusters the given weights.</summary>
    public CodebookMethod(TensorRowReader weights) => Weights = weights;

    /// <inheritdoc/>
    public override RowQuantizer For(GgufTensor tensor, TensorFormat format, CancellationToken cancellationToken)
    {
        if (ExtensionType.Find(format.Type) is not { Kind: ExtensionKind.Codebook } type)
        {
            return new NearestRowQuantizer(format);
        }

        float[] groups = Sample(tensor, type);
        float[] codebook = new KMeans(groups, type.Granularity, 1 << type.Bits).Run(cancellationToken);
        byte[] bytes = new byte[codebook.Length * 2];
        TensorFormats.For(TensorType.F16).Quantize(codebook, bytes);
        TensorFormats.For(TensorType.F16).Dequantize(bytes, codebook);
        return new CodebookRowQuantizer(new CodebookFormat(type, codebook), bytes);
    }

    /// <summary>Evenly spaced rows, together at most a million weights: the means settle on fewer.</summary>
    private float[] Sample(GgufTensor tensor, ExtensionType type)
    {
        const long MostWeights = 1 << 20;
        int length = checked((int)tensor.RowLength);
        long wanted = Math.Max(1L << type.Bits, MostWeights / length);
        long rows = Math.Min(tensor.RowCount, wanted);
        float[] sample = new float[checked(rows * length)];
        for (long i = 0; i < rows; i++)
        {
            Weights(tensor, i * tensor.RowCount / rows, sample.AsSpan(checked((int)(i * length)), length));
        }

        return sample;
    }
}
