using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>The buffers of one forward pass. A row is one token; rows are padded with zeros to a multiple of 64.</summary>
internal sealed class Activations : IDisposable
{
    /// <summary>Allocates for batches of up to <paramref name="rows"/> tokens.</summary>
    public Activations(ModelConfig config, int rows, int logitRows, int capacity, int workers, int scratchLength)
    {
        EmbeddingStride = Pad(config.EmbeddingLength);
        QueryLength = Pad(config.HeadCount * config.HeadLength);
        KeyLength = Pad(config.KeyValueHeadCount * config.HeadLength);
        HiddenLength = Pad(config.FeedForwardLength);
        LogitStride = Pad(config.VocabularyLength);
        ScoreLength = AttentionKernel.TileQueries * capacity;
        ScratchLength = Math.Max(scratchLength, WeightMatrix.Padding);
        Residual = new AlignedBuffer((long)rows * EmbeddingStride);
        Normalized = new AlignedBuffer((long)Math.Max(rows, logitRows) * EmbeddingStride);
        Projected = new AlignedBuffer((long)rows * EmbeddingStride);
        QueryKeyValue = new AlignedBuffer((long)rows * QueryKeyValueStride);
        Attended = new AlignedBuffer((long)rows * QueryLength);
        GateUp = new AlignedBuffer((long)rows * GateUpStride);
        Logits = new AlignedBuffer((long)logitRows * LogitStride);
        Scores = new AlignedBuffer((long)workers * ScoreLength);
        Scratch = new AlignedBuffer((long)workers * ScratchLength);
    }

    /// <summary>Padded embedding length.</summary>
    public int EmbeddingStride { get; }

    /// <summary>Padded length of all queries of a token, where its keys begin.</summary>
    public int QueryLength { get; }

    /// <summary>Padded length of all keys of a token, and of all values.</summary>
    public int KeyLength { get; }

    /// <summary>Padded length of queries, keys and values.</summary>
    public int QueryKeyValueStride => QueryLength + (2 * KeyLength);

    /// <summary>Padded feed-forward length, where the up projection begins.</summary>
    public int HiddenLength { get; }

    /// <summary>Padded length of gate and up projection.</summary>
    public int GateUpStride => 2 * HiddenLength;

    /// <summary>Padded vocabulary.</summary>
    public int LogitStride { get; }

    /// <summary>Floats of scores per worker.</summary>
    public int ScoreLength { get; }

    /// <summary>Floats of scratch per worker.</summary>
    public int ScratchLength { get; }

    /// <summary>The residual stream (rows, d).</summary>
    public AlignedBuffer Residual { get; }

    /// <summary>Its normalised copy (rows, d).</summary>
    public AlignedBuffer Normalized { get; }

    /// <summary>What a block adds to the residual stream (rows, d).</summary>
    public AlignedBuffer Projected { get; }

    /// <summary>Queries, keys and values side by side (rows, h·hd + 2·kv·hd, each part padded).</summary>
    public AlignedBuffer QueryKeyValue { get; }

    /// <summary>Attention's weighted values (rows, h·hd).</summary>
    public AlignedBuffer Attended { get; }

    /// <summary>Gate and up projection side by side (rows, 2·ff, each part padded).</summary>
    public AlignedBuffer GateUp { get; }

    /// <summary>Logits of the tokens that want them (logit rows, V).</summary>
    public AlignedBuffer Logits { get; }

    /// <summary>Attention scores (workers, 4, capacity).</summary>
    public AlignedBuffer Scores { get; }

    /// <summary>Scratch of the products (workers, scratch length).</summary>
    public AlignedBuffer Scratch { get; }

    /// <summary>Memory of all buffers, in bytes.</summary>
    public long Bytes => All.Sum(buffer => buffer.Bytes);

    private AlignedBuffer[] All =>
        [Residual, Normalized, Projected, QueryKeyValue, Attended, GateUp, Logits, Scores, Scratch];

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(All, buffer => buffer.Dispose());

    private static int Pad(int length) => AlignedBuffer.RoundUp(length, WeightMatrix.Padding);
}
