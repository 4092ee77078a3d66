using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>The weights of one layer. Norms and biases are padded with zeros to a multiple of 64.</summary>
internal sealed class LayerWeights : IDisposable
{
    /// <summary>Weights of the norm before attention (d).</summary>
    public required AlignedBuffer AttentionNorm { get; init; }

    /// <summary>Queries, keys and values in one product, each part padded to a multiple of 64 outputs.</summary>
    public required WeightMatrix QueryKeyValue { get; init; }

    /// <summary>Bias of <see cref="QueryKeyValue"/>, in its padded layout; <c>null</c> without biases.</summary>
    public required AlignedBuffer? QueryKeyValueBias { get; init; }

    /// <summary>Attention output (d × heads · head length).</summary>
    public required WeightMatrix AttentionOutput { get; init; }

    /// <summary>Bias of <see cref="AttentionOutput"/>; <c>null</c> without one.</summary>
    public required AlignedBuffer? AttentionOutputBias { get; init; }

    /// <summary>Weights of the norm before the feed-forward network (d).</summary>
    public required AlignedBuffer FeedForwardNorm { get; init; }

    /// <summary>Gate and up projection in one product, each part padded to a multiple of 64 outputs.</summary>
    public required WeightMatrix GateUp { get; init; }

    /// <summary>Down projection (d × feed-forward length).</summary>
    public required WeightMatrix Down { get; init; }

    /// <summary>Memory outside the file, in bytes.</summary>
    public long Bytes => AttentionNorm.Bytes + QueryKeyValue.Bytes + (QueryKeyValueBias?.Bytes ?? 0)
        + AttentionOutput.Bytes + (AttentionOutputBias?.Bytes ?? 0) + FeedForwardNorm.Bytes + GateUp.Bytes + Down.Bytes;

    /// <inheritdoc/>
    public void Dispose()
    {
        AttentionNorm.Dispose();
        QueryKeyValue.Dispose();
        QueryKeyValueBias?.Dispose();
        AttentionOutput.Dispose();
        AttentionOutputBias?.Dispose();
        FeedForwardNorm.Dispose();
        GateUp.Dispose();
        Down.Dispose();
    }
}
