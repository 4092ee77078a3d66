using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>The buffers of one forward pass: rows of tokens, padded with zeros to a multiple of 64.</summary>
internal sealed unsafe class Activations : IDisposable
{
    private readonly List<AlignedBuffer> _buffers = [];
    private readonly MemoryBudget? _budget;
    private readonly int _workers;
    private AlignedBuffer? _scores;
    private AlignedBuffer? _keysAndValues;
    private int _positions;

    /// <summary>Allocates for batches of up to <paramref name="rows"/> tokens.</summary>
    /// <param name="shape">Lengths of a row.</param>
    /// <param name="rows">Most tokens.</param>
    /// <param name="logitRows">Most tokens that want logits.</param>
    /// <param name="workers">Workers that need scratch.</param>
    /// <param name="scratchLength">Floats of scratch of a product, per worker.</param>
    /// <param name="budget">What the buffers count against; <c>null</c> for the process's.</param>
    /// <exception cref="OutOfMemoryException">The memory is not granted.</exception>
    public Activations(
        ActivationShape shape, int rows, int logitRows, int workers, int scratchLength, MemoryBudget? budget = null)
    {
        (Shape, _workers, _budget) = (shape, workers, budget);
        Residual = Rows(rows, shape.EmbeddingStride);
        Normalized = Rows(Math.Max(rows, logitRows), shape.EmbeddingStride);
        Projected = Rows(rows, shape.EmbeddingStride);
        QueryKeyValue = Rows(rows, shape.QueryKeyValueStride);
        Attended = Rows(rows, shape.QueryLength);
        GateUp = Rows(rows, 2 * shape.HiddenLength);
        Logits = Rows(logitRows, shape.LogitStride);
        Scratch = Rows(workers, Math.Max(scratchLength, WeightMatrix.Padding));
    }

    /// <summary>Lengths of a row.</summary>
    public ActivationShape Shape { get; }

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

    /// <summary>Memory to attend over some positions, in bytes.</summary>
    /// <param name="workers">Workers that attend.</param>
    /// <param name="positions">Positions of the longest sequence.</param>
    /// <param name="scratchLength">Floats that its keys and values take where attention reads them.</param>
    public static long AttentionBytes(int workers, int positions, long scratchLength) =>
        sizeof(float) * workers * (ScoresLength(positions) + KeysAndValuesLength(scratchLength));

    /// <summary>Makes room to attend over all positions that the cache has memory for.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not granted; then there is no room.</exception>
    public void Reserve(KeyValueCache cache)
    {
        int wanted = cache.Capacity;
        if (wanted > _positions)
        {
            _positions = 0;
            Scores = Replace(ref _scores, ScoresLength(wanted));
            KeysAndValues = Replace(ref _keysAndValues, KeysAndValuesLength(cache.ScratchLength));
            _positions = wanted;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _buffers.ForEach(buffer => buffer.Dispose());
        _scores?.Dispose();
        _keysAndValues?.Dispose();
    }

    private static long ScoresLength(int positions) => (long)AttentionKernel.TileQueries * positions;

    private static long KeysAndValuesLength(long scratchLength) => Math.Max(scratchLength, WeightMatrix.Padding);

    private RowBlock Replace(ref AlignedBuffer? buffer, long stride)
    {
        buffer?.Dispose();
        buffer = stride <= int.MaxValue
            ? new AlignedBuffer(_workers * stride, _budget)
            : throw new InsufficientMemoryException();
        return new RowBlock(buffer.Start, (int)stride);
    }

    private RowBlock Rows(int rows, int stride)
    {
        AlignedBuffer buffer = new((long)rows * stride, _budget);
        _buffers.Add(buffer);
        return new RowBlock(buffer.Start, stride);
    }
}
