using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>
/// A llama transformer over one batch of tokens. Every worker runs <see cref="Execute"/> on its share, and they meet
/// between the steps. Shapes: R rows (tokens), d embedding, h heads, kv key-value heads, hd head length, ff hidden
/// length, V vocabulary.
/// </summary>
/// <remarks>
/// A row's result has the same bits whatever else is in the batch, however a prompt is cut into batches, and for every
/// number of workers: each kernel has one order of summation per value, and workers only share out rows or outputs.
/// </remarks>
internal sealed unsafe class ForwardPass : IDisposable
{
    /// <summary>Multiply-adds below which meeting other workers costs more than it saves (about 0.2 ms of one).</summary>
    private const long WorthSharing = 20_000_000;

    /// <summary>Rows per worker from which workers share out rows, and read all weights each.</summary>
    private const int RowsPerWorkerExpanded = 4;

    /// <summary>The same for weights that do not fit the caches.</summary>
    private const int RowsPerWorkerMapped = 64;

    private readonly ModelConfig _config;
    private readonly ModelWeights _weights;
    private readonly KeyValueCache _cache;
    private readonly WorkerTeam _team;
    private readonly Activations _activations;
    private readonly RotaryEmbedding _rotary;
    private readonly Action<int> _body;
    private TokenBatch _batch;
    private int _workers;
    private bool _sharesRows;

    /// <summary>Prepares buffers for batches like <paramref name="batch"/>.</summary>
    public ForwardPass(
        ModelConfig config, ModelWeights weights, KeyValueCache cache, WorkerTeam team, TokenBatch batch)
    {
        (_config, _weights, _cache, _team, _batch, _body) = (config, weights, cache, team, batch, Execute);
        _activations = new Activations(
            config, batch.Capacity, batch.LogitCapacity, cache.Capacity, team.Size, weights.ScratchLength);
        _rotary = new RotaryEmbedding(
            config.HeadLength,
            cache.ContextLength,
            config.RopeBase,
            config.RopeScale,
            config.RopeAmplitude,
            weights.RopeFactors);
    }

    /// <summary>Memory of buffers and tables, in bytes.</summary>
    public long Bytes => _activations.Bytes + _rotary.Bytes;

    /// <summary>The logits (V) of a row of the last batch; overwritten by the next.</summary>
    public ReadOnlySpan<float> Logits(int logitRow) =>
        new(_activations.Logits.Start + ((long)logitRow * _activations.LogitStride), _config.VocabularyLength);

    /// <summary>
    /// Computes the logits that a batch wants and writes the keys and values of its tokens. A token at position p needs
    /// those of positions 0 to p − 1 in the cache or before it in the batch.
    /// </summary>
    public void Run(TokenBatch batch)
    {
        _batch = batch;
        _workers = batch.Count * _weights.MatrixElements < WorthSharing ? 1 : _team.Size;
        _sharesRows = _workers == 1
            || batch.Count >= _workers * (_weights.IsExpanded ? RowsPerWorkerExpanded : RowsPerWorkerMapped);
        for (int row = 0; row < batch.Count; row++)
        {
            // A slot's memory appears on first use: here, not in two workers at once.
            _ = _cache.Slots[batch.Slots[row]].Memory;
        }

        if (_workers == 1)
        {
            Execute(worker: 0);
        }
        else
        {
            _team.Run(_body);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _activations.Dispose();
        _rotary.Dispose();
    }

    private void Execute(int worker)
    {
        Activations a = _activations;
        (int first, int end) = Share(worker, _batch.Count);
        Embed(first, end);                                                          // residual (R, d)
        for (int i = 0; i < _weights.Layers.Count; i++)
        {
            LayerWeights layer = _weights.Layers[i];
            Normalize(layer.AttentionNorm, first, end);                             // normalized (R, d)
            Multiply(worker, layer.QueryKeyValue, a.Normalized, a.EmbeddingStride, a.QueryKeyValue, a.QueryKeyValueStride);
            StoreKeysAndValues(i, layer, first, end);                               // (R, h·hd | kv·hd | kv·hd)
            Synchronize();                                                    // all keys before any score
            Attend(worker, i);                                                      // attended (R, h·hd)
            Multiply(worker, layer.AttentionOutput, a.Attended, a.QueryLength, a.Projected, a.EmbeddingStride);
            AddProjected(layer.AttentionOutputBias, first, end);                    // residual (R, d)

            Normalize(layer.FeedForwardNorm, first, end);                           // normalized (R, d)
            Multiply(worker, layer.GateUp, a.Normalized, a.EmbeddingStride, a.GateUp, a.GateUpStride);
            Gate(first, end);                                                       // gate (R, ff | ff)
            Multiply(worker, layer.Down, a.GateUp, a.GateUpStride, a.Projected, a.EmbeddingStride);
            AddProjected(null, first, end);                                         // residual (R, d)
        }

        Synchronize();
        NormalizeWanted(first, end);                                                // normalized (wanted, d)
        Synchronize();
        ComputeLogits(worker);                                                      // logits (wanted, V)
    }

    private void Embed(int first, int end)
    {
        for (int row = first; row < end; row++)
        {
            _weights.Embed(_batch.Tokens[row], Row(_activations.Residual, _activations.EmbeddingStride, row));
        }
    }

    private void Normalize(AlignedBuffer weight, int first, int end)
    {
        Activations a = _activations;
        for (int row = first; row < end; row++)
        {
            RowKernels.RmsNorm(
                Row(a.Residual, a.EmbeddingStride, row),
                weight.Start,
                Row(a.Normalized, a.EmbeddingStride, row),
                _config.EmbeddingLength,
                _config.NormEpsilon);
        }
    }

    /// <summary>y = W x: of this worker's rows all outputs, or of all rows this worker's outputs.</summary>
    private void Multiply(int worker, WeightMatrix matrix, AlignedBuffer x, int xStride, AlignedBuffer y, int yStride)
    {
        float* scratch = _activations.Scratch.Start + ((long)worker * _activations.ScratchLength);
        if (_sharesRows)
        {
            (int first, int end) = Share(worker, _batch.Count);
            matrix.Multiply(
                Row(x, xStride, first), xStride, end - first, Row(y, yStride, first), yStride, 0, matrix.Outputs, scratch);
            return;
        }

        Synchronize();
        (int firstOutput, int endOutput) = Share(worker, matrix.Outputs, matrix.Granularity);
        matrix.Multiply(x.Start, xStride, _batch.Count, y.Start, yStride, firstOutput, endOutput, scratch);
        Synchronize();
    }

    private void StoreKeysAndValues(int layer, LayerWeights weights, int first, int end)
    {
        Activations a = _activations;
        for (int row = first; row < end; row++)
        {
            float* query = Row(a.QueryKeyValue, a.QueryKeyValueStride, row);
            float* key = query + a.QueryLength;
            if (weights.QueryKeyValueBias is { } bias)
            {
                RowKernels.Add(query, bias.Start, a.QueryKeyValueStride);
            }

            int position = _batch.Positions[row];
            _rotary.Rotate(query, _config.HeadCount, position);
            _rotary.Rotate(key, _config.KeyValueHeadCount, position);
            _cache.Store(_batch.Slots[row], layer, position, key, key + a.KeyLength);
        }
    }

    private void Attend(int worker, int layer)
    {
        (int first, int end) = Share(worker, _batch.Count);
        int firstHead = 0;
        int endHead = _config.KeyValueHeadCount;
        if (!_sharesRows)
        {
            (first, end) = (0, _batch.Count);
            (firstHead, endHead) = Share(worker, _config.KeyValueHeadCount);
        }

        while (first < end)
        {
            int slot = _batch.Slots[first];
            int run = first + 1;
            while (run < end && _batch.Slots[run] == slot)
            {
                run++;
            }

            for (int head = firstHead; head < endHead; head++)
            {
                AttendHead(worker, _cache.Head(slot, layer, head), head, first, run);
            }

            first = run;
        }
    }

    /// <summary>Queries of one sequence and one key-value head, four at a time.</summary>
    private void AttendHead(int worker, in AttentionHead keysAndValues, int keyValueHead, int first, int end)
    {
        Activations a = _activations;
        float* scores = a.Scores.Start + ((long)worker * a.ScoreLength);
        float** queries = stackalloc float*[AttentionKernel.TileQueries];
        float** outputs = stackalloc float*[AttentionKernel.TileQueries];
        int* counts = stackalloc int[AttentionKernel.TileQueries];
        int total = (end - first) * _config.GroupSize;
        for (int tile = 0; tile < total; tile += AttentionKernel.TileQueries)
        {
            for (int j = 0; j < AttentionKernel.TileQueries; j++)
            {
                // A tile that is not full repeats its first query.
                int index = tile + j < total ? tile + j : tile;
                int row = first + (index / _config.GroupSize);
                int element = ((keyValueHead * _config.GroupSize) + (index % _config.GroupSize)) * _config.HeadLength;
                queries[j] = Row(a.QueryKeyValue, a.QueryKeyValueStride, row) + element;
                outputs[j] = Row(a.Attended, a.QueryLength, row) + element;
                counts[j] = _batch.Positions[row] + 1;
            }

            AttentionKernel.Attend(queries, outputs, counts, keysAndValues, scores);
        }
    }

    private void AddProjected(AlignedBuffer? bias, int first, int end)
    {
        Activations a = _activations;
        for (int row = first; row < end; row++)
        {
            float* residual = Row(a.Residual, a.EmbeddingStride, row);
            RowKernels.Add(residual, Row(a.Projected, a.EmbeddingStride, row), a.EmbeddingStride);
            if (bias is not null)
            {
                RowKernels.Add(residual, bias.Start, a.EmbeddingStride);
            }
        }
    }

    private void Gate(int first, int end)
    {
        Activations a = _activations;
        for (int row = first; row < end; row++)
        {
            float* gate = Row(a.GateUp, a.GateUpStride, row);
            RowKernels.SwiGlu(gate, gate + a.HiddenLength, a.HiddenLength);
        }
    }

    /// <summary>Gathers the rows whose logits are wanted.</summary>
    private void NormalizeWanted(int first, int end)
    {
        Activations a = _activations;
        for (int row = first; row < end; row++)
        {
            if (_batch.LogitRows[row] is >= 0 and int target)
            {
                RowKernels.RmsNorm(
                    Row(a.Residual, a.EmbeddingStride, row),
                    _weights.OutputNorm.Start,
                    Row(a.Normalized, a.EmbeddingStride, target),
                    _config.EmbeddingLength,
                    _config.NormEpsilon);
            }
        }
    }

    private void ComputeLogits(int worker)
    {
        Activations a = _activations;
        WeightMatrix output = _weights.Output;
        float* scratch = a.Scratch.Start + ((long)worker * a.ScratchLength);
        (int first, int end) = Share(worker, output.Outputs, output.Granularity);
        output.Multiply(
            a.Normalized.Start, a.EmbeddingStride, _batch.LogitCount, a.Logits.Start, a.LogitStride, first, end, scratch);
        if (_weights.OutputBias is not { } bias)
        {
            return;
        }

        for (int row = 0; row < _batch.LogitCount; row++)
        {
            float* logits = Row(a.Logits, a.LogitStride, row);
            for (int i = first; i < end; i++)
            {
                logits[i] += bias.Start[i];
            }
        }
    }

    private (int First, int End) Share(int worker, int count, int granularity = 1) =>
        WorkerTeam.Share(worker, _workers, count, granularity);

    private void Synchronize()
    {
        if (_workers > 1)
        {
            _team.Synchronize();
        }
    }

    private static float* Row(AlignedBuffer buffer, int stride, int row) => buffer.Start + ((long)row * stride);
}
