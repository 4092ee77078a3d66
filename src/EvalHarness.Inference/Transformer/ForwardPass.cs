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
    /// <summary>Multiply-adds below which meeting other workers costs more than it saves.</summary>
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
        new(_activations.Logits[logitRow], _config.VocabularyLength);

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
        Share rows = Share.Of(worker, _workers, _batch.Count);
        Embed(rows);                                                                // residual (R, d)
        for (int i = 0; i < _weights.Layers.Count; i++)
        {
            LayerWeights layer = _weights.Layers[i];
            Normalize(layer.AttentionNorm, rows);                                   // normalized (R, d)
            Multiply(worker, layer.QueryKeyValue, a.Normalized, a.QueryKeyValue);   // (R, h·hd | kv·hd | kv·hd)
            StoreKeysAndValues(i, layer.QueryKeyValueBias, rows);
            Synchronize();                                                          // all keys before any score
            Attend(worker, i);                                                      // attended (R, h·hd)
            Multiply(worker, layer.AttentionOutput, a.Attended, a.Projected);       // projected (R, d)
            AddProjected(layer.AttentionOutputBias, rows);                          // residual (R, d)

            Normalize(layer.FeedForwardNorm, rows);                                 // normalized (R, d)
            Multiply(worker, layer.GateUp, a.Normalized, a.GateUp);                 // gate and up (R, ff | ff)
            Gate(rows);                                                             // gate (R, ff)
            Multiply(worker, layer.Down, a.GateUp, a.Projected);                    // projected (R, d)
            AddProjected(null, rows);                                               // residual (R, d)
        }

        Synchronize();
        NormalizeWanted(rows);                                                      // normalized (wanted, d)
        Synchronize();
        ComputeLogits(worker);                                                      // logits (wanted, V)
    }

    private void Embed(Share rows)
    {
        for (int row = rows.First; row < rows.End; row++)
        {
            _weights.Embed(_batch.Tokens[row], _activations.Residual[row]);
        }
    }

    private void Normalize(AlignedBuffer weight, Share rows)
    {
        for (int row = rows.First; row < rows.End; row++)
        {
            Normalize(weight, row, row);
        }
    }

    /// <summary>Gathers the rows whose logits are wanted.</summary>
    private void NormalizeWanted(Share rows)
    {
        for (int row = rows.First; row < rows.End; row++)
        {
            if (_batch.LogitRows[row] is >= 0 and int target)
            {
                Normalize(_weights.OutputNorm, row, target);
            }
        }
    }

    private void Normalize(AlignedBuffer weight, int row, int target) => RowKernels.RmsNorm(
        _activations.Residual[row],
        weight.Start,
        _activations.Normalized[target],
        _config.EmbeddingLength,
        _config.NormEpsilon);

    /// <summary>y = W x: of this worker's rows all outputs, or of all rows this worker's outputs.</summary>
    private void Multiply(int worker, WeightMatrix matrix, RowBlock x, RowBlock y)
    {
        float* scratch = _activations.Scratch[worker];
        if (_sharesRows)
        {
            matrix.Multiply(
                x, y, Share.Of(worker, _workers, _batch.Count), new Share(0, matrix.Outputs), scratch);
            return;
        }

        Synchronize();
        Share outputs = Share.Of(worker, _workers, matrix.Outputs, matrix.Granularity);
        matrix.Multiply(x, y, new Share(0, _batch.Count), outputs, scratch);
        Synchronize();
    }

    private void StoreKeysAndValues(int layer, AlignedBuffer? bias, Share rows)
    {
        Activations a = _activations;
        for (int row = rows.First; row < rows.End; row++)
        {
            float* query = a.QueryKeyValue[row];
            float* key = query + a.QueryLength;
            if (bias is not null)
            {
                RowKernels.Add(query, bias.Start, a.QueryKeyValue.Stride);
            }

            int position = _batch.Positions[row];
            _rotary.Rotate(query, _config.HeadCount, position);
            _rotary.Rotate(key, _config.KeyValueHeadCount, position);
            _cache.Store(_batch.Slots[row], layer, position, key, key + a.KeyLength);
        }
    }

    /// <summary>Of this worker's rows all heads, or of all rows this worker's heads.</summary>
    private void Attend(int worker, int layer)
    {
        Share all = new(0, _batch.Count);
        Share rows = _sharesRows ? Share.Of(worker, _workers, all.Count) : all;
        Share heads = _sharesRows
            ? new Share(0, _config.KeyValueHeadCount)
            : Share.Of(worker, _workers, _config.KeyValueHeadCount);
        int first = rows.First;
        while (first < rows.End)
        {
            int slot = _batch.Slots[first];
            int end = first + 1;
            while (end < rows.End && _batch.Slots[end] == slot)
            {
                end++;
            }

            for (int head = heads.First; head < heads.End; head++)
            {
                AttendHead(worker, _cache.Head(slot, layer, head), head, new Share(first, end));
            }

            first = end;
        }
    }

    /// <summary>Queries of one sequence and one key-value head, four at a time.</summary>
    private void AttendHead(int worker, in AttentionHead keysAndValues, int keyValueHead, Share rows)
    {
        int group = _config.GroupSize;
        float** queries = stackalloc float*[AttentionKernel.TileQueries];
        float** outputs = stackalloc float*[AttentionKernel.TileQueries];
        int* counts = stackalloc int[AttentionKernel.TileQueries];
        int total = rows.Count * group;
        for (int tile = 0; tile < total; tile += AttentionKernel.TileQueries)
        {
            for (int j = 0; j < AttentionKernel.TileQueries; j++)
            {
                // A tile that is not full repeats its first query.
                int index = tile + j < total ? tile + j : tile;
                int row = rows.First + (index / group);
                int element = ((keyValueHead * group) + (index % group)) * _config.HeadLength;
                queries[j] = _activations.QueryKeyValue[row] + element;
                outputs[j] = _activations.Attended[row] + element;
                counts[j] = _batch.Positions[row] + 1;
            }

            AttentionKernel.Attend(queries, outputs, counts, keysAndValues, _activations.Scores[worker]);
        }
    }

    private void AddProjected(AlignedBuffer? bias, Share rows)
    {
        Activations a = _activations;
        for (int row = rows.First; row < rows.End; row++)
        {
            RowKernels.Add(a.Residual[row], a.Projected[row], a.Residual.Stride);
            if (bias is not null)
            {
                RowKernels.Add(a.Residual[row], bias.Start, a.Residual.Stride);
            }
        }
    }

    private void Gate(Share rows)
    {
        Activations a = _activations;
        for (int row = rows.First; row < rows.End; row++)
        {
            RowKernels.SwiGlu(a.GateUp[row], a.GateUp[row] + a.HiddenLength, a.HiddenLength);
        }
    }

    private void ComputeLogits(int worker)
    {
        Activations a = _activations;
        WeightMatrix output = _weights.Output;
        Share wanted = new(0, _batch.LogitCount);
        Share outputs = Share.Of(worker, _workers, output.Outputs, output.Granularity);
        output.Multiply(a.Normalized, a.Logits, wanted, outputs, a.Scratch[worker]);
        for (int row = 0; _weights.OutputBias is { } bias && row < wanted.End; row++)
        {
            for (int i = outputs.First; i < outputs.End; i++)
            {
                a.Logits[row][i] += bias.Start[i];
            }
        }
    }

    private void Synchronize()
    {
        if (_workers > 1)
        {
            _team.Synchronize();
        }
    }
}
