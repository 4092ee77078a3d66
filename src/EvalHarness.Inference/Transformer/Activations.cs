using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>The buffers of one forward pass: rows of tokens, padded with zeros to a multiple of 64.</summary>
internal sealed unsafe class Activations : IDisposable
{
    private readonly List<AlignedBuffer> _buffers = [];
    private readonly int _workers;
    private AlignedBuffer? _scores;
    private AlignedBuffer? _keysAndValues;
    private int _positions;

    /// <summary>Allocates for batches of up to <paramref name="rows"/> tokens.</summary>
    public Activations(
        ModelConfig config, int rows, int logitRows, int workers, int scratchLength)
    {
        _workers = workers;
        EmbeddingStride = Pad(config.EmbeddingLength);
        QueryLength = Pad(config.HeadCount * config.HeadLength);
        KeyLength = Pad(config.KeyValueHeadCount * config.HeadLength);
        HiddenLength = Pad(config.FeedForwardLength);
        Residual = Rows(rows, EmbeddingStride);
        Normalized = Rows(Math.Max(rows, logitRows), EmbeddingStride);
        Projected = Rows(rows, EmbeddingStride);
        QueryKeyValue = Rows(rows, QueryLength + (2 * KeyLength));
        Attended = Rows(rows, QueryLength);
        GateUp = Rows(rows, 2 * HiddenLength);
        Logits = Rows(logitRows, Pad(config.VocabularyLength));
        Scratch = Rows(workers, Math.Max(scratchLength, WeightMatrix.Padding));
    }

    /// <summary>Padded embedding length.</summary>
    public int EmbeddingStride { get; }

    /// <summary>Padded length of all queries of a token, where its keys begin.</summary>
    public int QueryLength { get; }

    /// <summary>Padded length of all keys of a token, and of all values.</summary>
    public int KeyLength { get; }

    /// <summary>Padded feed-forward length, where the up projection begins.</summary>
    public int HiddenLength { get; }

    /// <summary>The residual stream (rows, d).</summary>
    public RowBlock Residual { get; }

    /// <summary>Its normalised copy (rows, d).</summary>
    public RowBlock Normalized { get; }

    /// <summary>What a block adds to the residual stream (rows, d).</summary>
    public RowBlock Projected { get; }

    /// <summary>Queries, keys and values side by side (rows, h·hd + 2·kv·hd, each part padded).</summary>
    public RowBlock QueryKeyValue { get; }

    /// <summary>Attention's weighted values (rows, h·hd).</summary>
    public RowBlock Attended { get; }

    /// <summary>Gate and up projection side by side (rows, 2·ff, each part padded).</summary>
    public RowBlock GateUp { get; }

    /// <summary>Logits of the tokens that want them (logit rows, V).</summary>
    public RowBlock Logits { get; }

    /// <summary>Attention scores (workers, 4, positions); none before <see cref="Reserve"/>.</summary>
    public RowBlock Scores { get; private set; }

    /// <summary>
    /// Keys and values expanded for attention (workers, scratch length of the cache); none before
    /// <see cref="Reserve"/>.
    /// </summary>
    public RowBlock KeysAndValues { get; private set; }

    /// <summary>Scratch of the products (workers, scratch length).</summary>
    public RowBlock Scratch { get; }

    /// <summary>Memory of all buffers, in bytes.</summary>
    public long Bytes =>
        _buffers.Sum(buffer => buffer.Bytes) + (_scores?.Bytes ?? 0) + (_keysAndValues?.Bytes ?? 0);

    /// <summary>Makes room to attend over all positions that the cache has memory for.</summary>
    public void Reserve(KeyValueCache cache)
    {
        if (cache.Capacity > _positions)
        {
            _positions = cache.Capacity;
            Scores = Replace(ref _scores, AttentionKernel.TileQueries * _positions);
            KeysAndValues = Replace(ref _keysAndValues, Math.Max(cache.ScratchLength, WeightMatrix.Padding));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffers.ForEach(buffer => buffer.Dispose());
        _scores?.Dispose();
        _keysAndValues?.Dispose();
    }

    private static int Pad(int length) => AlignedBuffer.RoundUp(length, WeightMatrix.Padding);

    private RowBlock Replace(ref AlignedBuffer? buffer, int stride)
    {
        buffer?.Dispose();
        buffer = new AlignedBuffer((long)_workers * stride);
        return new RowBlock(buffer.Start, stride);
    }

    private RowBlock Rows(int rows, int stride)
    {
        AlignedBuffer buffer = new((long)rows * stride);
        _buffers.Add(buffer);
        return new RowBlock(buffer.Start, stride);
    }
}
