using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>Lengths of the rows of a forward pass, in floats, each padded to a multiple of 64.</summary>
/// <param name="config">Shape of the model.</param>
internal sealed class ActivationShape(ModelConfig config)
{
    /// <summary>The embedding.</summary>
    public int EmbeddingStride { get; } = Pad(config.EmbeddingLength);

    /// <summary>All queries of a token, where its keys begin.</summary>
    public int QueryLength { get; } = Pad(config.HeadCount * config.HeadLength);

    /// <summary>All keys of a token, and all values.</summary>
    public int KeyLength { get; } = Pad(config.KeyValueHeadCount * config.HeadLength);

    /// <summary>The feed-forward network's gate, where its up projection begins.</summary>
    public int HiddenLength { get; } = Pad(config.FeedForwardLength);

    /// <summary>The logits of a token.</summary>
    public int LogitStride { get; } = Pad(config.VocabularyLength);

    /// <summary>Queries, keys and values side by side.</summary>
    public int QueryKeyValueStride => QueryLength + (2 * KeyLength);

    /// <summary>Memory of a batch, in bytes.</summary>
    /// <param name="rows">Tokens.</param>
    /// <param name="logitRows">Tokens that want logits.</param>
    public long BytesFor(int rows, int logitRows)
    {
        long row = (3L * EmbeddingStride) + QueryKeyValueStride + QueryLength + (2L * HiddenLength);
        return sizeof(float) * ((rows * row) + ((long)logitRows * LogitStride));
    }

    private static int Pad(int length) => AlignedBuffer.RoundUp(length, WeightMatrix.Padding);
}
