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
    private readonly PassMemory _memory;
    private readonly WorkerTeam _team;
    private readonly Activations _activations;
    private readonly Action<int> _body;
    private readonly Action<int> _layerBody;
    private readonly Action<int> _outputBody;
    private LinearInputObserver? _observer;
    private WeightMatrix _output;
    private TokenBatch _batch;
    private int _layer;
    private int _workers;
    private bool _sharesRows;

    /// <summary>Prepares buffers for batches like <paramref name="batch"/>.</summary>
    /// <exception cref="OutOfMemoryException">The memory is not granted.</exception>
    public ForwardPass(
        ModelConfig config,
        ModelWeights weights,
        KeyValueCache cache,
        WorkerTeam team,
        TokenBatch batch,
        MemoryBudget? budget = null)
    {
        (_config, _weights, _team, _batch, _body) = (config, weights, team, batch, Execute);
        _output = weights.Output;
        _outputBody = worker => ExecuteOutput(worker, Share.Create(worker, _workers, _batch.Count));
        _layerBody = worker => ExecuteLayer(worker, _layer, Share.Create(worker, _workers, _batch.Count));
        _memory = new PassMemory(config, weights, cache, team.Size, batch, budget);
        _activations = _memory.Activations;
    }

    /// <summary>Memory of buffers and tables, in bytes.</summary>
    public long Bytes => _memory.Bytes;

    /// <summary>The logits (V) of a row of the last batch; overwritten by the next.</summary>
    public ReadOnlySpan<float> Logits(int logitRow) =>
        new(_activations.Logits[logitRow], _config.VocabularyLength);

    /// <summary>
    /// Computes the logits that a batch wants and writes the keys and values of its tokens. A token at position p needs
    /// those of positions 0 to p − 1 in the cache or before it in the batch.
    /// </summary>
    public void Run(TokenBatch batch)
    {
        Prepare(batch);
        RunBody(_body);
    }

    /// <summary>
    /// Runs one layer alone, on the rows that <see cref="Residual"/> holds; they become the layer's output.
    /// </summary>
    /// <param name="batch">The tokens' positions and slots; the tokens themselves do not matter.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="observer">Sees the inputs of the layer's matrices; may be <c>null</c>.</param>
    public void RunLayer(TokenBatch batch, int layer, LinearInputObserver? observer)
    {
        Prepare(batch);
        (_layer, _observer) = (layer, observer);
        RunBody(_layerBody);
        _observer = null;
    }

    /// <summary>Computes the logits that a batch wants of the rows that <see cref="Residual"/> holds.</summary>
    /// <param name="batch">Says which rows.</param>
    /// <param name="output">The output matrix (V × d).</param>
    public void RunOutput(TokenBatch batch, WeightMatrix output)
    {
        Prepare(batch);
        _output = output;
        RunBody(_outputBody);
        _output = _weights.Output;
    }

    /// <summary>A row of the residual stream (d), to be written before <see cref="RunLayer"/> and read after.</summary>
    public Span<float> Residual(int row) => new(_activations.Residual[row], _config.EmbeddingLength);

    /// <inheritdoc cref="PassMemory.Reserve"/>
    public void Reserve(int slot, int positions) => _memory.Reserve(slot, positions);

    /// <inheritdoc/>
    public void Dispose() => _memory.Dispose();

    private void Prepare(TokenBatch batch)
    {
        _batch = batch;
        _workers = batch.Count * _weights.MatrixElements < WorthSharing ? 1 : _team.Size;
        _sharesRows = _workers == 1
            || batch.Count >= _workers * (_weights.IsExpanded ? RowsPerWorkerExpanded : RowsPerWorkerMapped);
        for (int row = 0; row < batch.Count; row++)
        {
            // Memory and tables grow with the sequences: here, not in two workers at once.
            _memory.Reserve(batch.Slots[row], batch.Positions[row] + 1);
        }
    }

    private void RunBody(Action<int> body)
    {
        if (_workers == 1)
        {
            body(0);
        }
        else
        {
            _team.Run(body);
        }
    }

    private void Execute(int worker)
    {
        Share rows = Share.Create(worker, _workers, _batch.Count);
        Embed(rows);                                                                // residual (R, d)
        for (int i = 0; i < _weights.Layers.Count; i++)
        {
            ExecuteLayer(worker, i, rows);
        }

        ExecuteOutput(worker, rows);
    }

    private void ExecuteOutput(int worker, Share rows)
    {
        Synchronize();
        OutputProjection.Normalize(_config, _weights.OutputNorm, _batch, _activations, rows);   // (wanted, d)
        Synchronize();
        Share outputs = Share.Create(worker, _workers, _output.Outputs, _output.Granularity);
        OutputProjection.Multiply(                                                  // logits (wanted, V)
            _output, _weights.OutputBias, _batch, _activations, worker, outputs);
    }

    private void ExecuteLayer(int worker, int i, Share rows)
    {
        Activations a = _activations;
        LayerWeights layer = _weights.Layers[i];
        Normalize(layer.AttentionNorm, rows);                                       // normalized (R, d)
        Observe(worker, LinearInput.QueryKeyValue, a.Normalized);
        Multiply(worker, layer.QueryKeyValue, a.Normalized, a.QueryKeyValue);       // (R, h·hd | kv·hd | kv·hd)
        StoreKeysAndValues(i, layer.QueryKeyValueBias, rows);
        Synchronize();                                                              // all keys before any score
        Attend(worker, i);                                                          // attended (R, h·hd)
        Observe(worker, LinearInput.AttentionOutput, a.Attended);
        Multiply(worker, layer.AttentionOutput, a.Attended, a.Projected);           // projected (R, d)
        AddProjected(layer.AttentionOutputBias, rows);                              // residual (R, d)

        Normalize(layer.FeedForwardNorm, rows);                                     // normalized (R, d)
        Observe(worker, LinearInput.GateUp, a.Normalized);
        Multiply(worker, layer.GateUp, a.Normalized, a.GateUp);                     // gate and up (R, ff | ff)
        Gate(rows);                                                                 // gate (R, ff)
        Observe(worker, LinearInput.Down, a.GateUp);
        Multiply(worker, layer.Down, a.GateUp, a.Projected);                        // projected (R, d)
        AddProjected(null, rows);                                                   // residual (R, d)
    }

    private void Observe(int worker, LinearInput input, RowBlock rows)
    {
        if (_observer is null)
        {
            return;
        }

        Synchronize();
        if (worker == 0)
        {
            _observer(input, rows, _batch.Count);
        }

        Synchronize();
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
            RowKernels.RmsNorm(
                _activations.Residual[row],
                weight.Start,
                _activations.Normalized[row],
                _config.EmbeddingLength,
                _config.NormEpsilon);
        }
    }

    /// <summary>y = W x: of this worker's rows all outputs, or of all rows this worker's outputs.</summary>
    private void Multiply(int worker, WeightMatrix matrix, RowBlock x, RowBlock y)
    {
        float* scratch = _activations.Scratch[worker];
        if (_sharesRows)
        {
            matrix.Multiply(
                x, y, Share.Create(worker, _workers, _batch.Count), new Share(0, matrix.Outputs), scratch);
            return;
        }

        Synchronize();
        Share outputs = Share.Create(worker, _workers, matrix.Outputs, matrix.Granularity);
        matrix.Multiply(x, y, new Share(0, _batch.Count), outputs, scratch);
        Synchronize();
    }

    private void StoreKeysAndValues(int layer, AlignedBuffer? bias, Share rows)
    {
        Activations a = _activations;
        for (int row = rows.First; row < rows.End; row++)
        {
            float* query = a.QueryKeyValue[row];
            float* key = query + a.Shape.QueryLength;
            if (bias is not null)
            {
                RowKernels.Add(query, bias.Start, a.QueryKeyValue.Stride);
            }

            int position = _batch.Positions[row];
            _memory.Rotary.Rotate(query, _config.HeadCount, position);
            _memory.Rotary.Rotate(key, _config.KeyValueHeadCount, position);
            _memory.Cache.Store(_batch.Slots[row], layer, position, key, key + a.Shape.KeyLength);
        }
    }

    /// <summary>Of this worker's rows all heads, or of all rows this worker's heads.</summary>
    private void Attend(int worker, int layer)
    {
        Share all = new(0, _batch.Count);
        Share rows = _sharesRows ? Share.Create(worker, _workers, all.Count) : all;
        Share heads = _sharesRows
            ? new Share(0, _config.KeyValueHeadCount)
            : Share.Create(worker, _workers, _config.KeyValueHeadCount);
        BatchAttention.Attend(_config, _memory.Cache, _batch, _activations, worker, layer, rows, heads);
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
        int hidden = a.Shape.HiddenLength;
        for (int row = rows.First; row < rows.End; row++)
        {
            RowKernels.SwiGlu(a.GateUp[row], a.GateUp[row] + hidden, hidden);
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
