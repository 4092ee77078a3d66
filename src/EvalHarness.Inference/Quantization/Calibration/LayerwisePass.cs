using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Quantization.Calibration;

/// <summary>
/// Takes calibration tokens through a model layer by layer, holding the residual stream of all tokens between layers.
/// A layer's inputs are observed, its weights may then be replaced, and the tokens move on.
/// </summary>
internal sealed unsafe class LayerwisePass : IDisposable
{
    private readonly GgufFile _file;
    private readonly bool _wantsHessians;
    private readonly IReadOnlyList<int[]> _sequences;
    private readonly ModelWeights _weights;
    private readonly KeyValueCache _cache;
    private readonly WorkerTeam _team;
    private readonly TokenBatch _batch;
    private readonly ForwardPass _forward;
    private readonly float[][] _residuals;
    private readonly int _width;

    /// <summary>Looks up the embeddings of all tokens.</summary>
    /// <param name="file">The model.</param>
    /// <param name="sequences">Tokens, each sequence from position 0.</param>
    /// <param name="weights">Gives the embeddings.</param>
    /// <param name="wantsHessians">Keep the products of channels, not only their squares.</param>
    /// <param name="threads">Threads that compute.</param>
    public LayerwisePass(
        GgufFile file, IReadOnlyList<int[]> sequences, TensorRowReader weights, bool wantsHessians, int threads)
    {
        (_file, _sequences, _wantsHessians) = (file, sequences, wantsHessians);
        Config = ModelConfig.Read(file.Metadata);
        _width = Config.EmbeddingLength;
        int longest = sequences.Max(sequence => sequence.Length);

        // Nothing is expanded here: each layer is when its turn comes.
        _weights = ModelWeights.Load(file, Config, new EngineOptions { ExpansionLimitBytes = 0 });
        _cache = new KeyValueCache(Config, slots: 1, longest);
        _team = new WorkerTeam(threads);
        _batch = new TokenBatch(longest, logitCapacity: 1);
        _forward = new ForwardPass(Config, _weights, _cache, _team, _batch);
        GgufTensor embedding = file.GetTensor("token_embd.weight");
        _residuals = [.. sequences.Select(sequence => Embed(sequence, embedding, weights))];
    }

    /// <summary>Shape of the model.</summary>
    public ModelConfig Config { get; }

    /// <summary>Tokens that pass.</summary>
    public int TokenCount => _sequences.Sum(sequence => sequence.Length);

    /// <summary>Sees what enters the matrices of a layer; the tokens stay before it.</summary>
    public LayerStatistics Observe(int layer, TensorRowReader weights, CancellationToken cancellationToken)
    {
        LayerStatistics statistics = new(Config, _wantsHessians);
        Run(layer, weights, statistics.Add, keeps: false, cancellationToken);
        return statistics;
    }

    /// <summary>Takes the tokens through a layer with the given weights.</summary>
    /// <param name="layer">The layer before which the tokens are.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="statistics">Sees what enters its matrices; may be <c>null</c>.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public void Advance(
        int layer, TensorRowReader weights, LayerStatistics? statistics, CancellationToken cancellationToken) =>
        Run(layer, weights, statistics is null ? null : statistics.Add, keeps: true, cancellationToken);

    /// <summary>Sees what enters the output matrix; the tokens must have passed all layers.</summary>
    public InputStatistics ObserveOutput()
    {
        InputStatistics statistics = new(_width, _wantsHessians);
        int stride = AlignedBuffer.RoundUp(_width, WeightMatrix.Padding);
        foreach (float[] residual in _residuals)
        {
            int count = residual.Length / _width;
            using AlignedBuffer rows = new((long)count * stride);
            for (int row = 0; row < count; row++)
            {
                float* target = rows.Start + ((long)row * stride);
                residual.AsSpan(row * _width, _width).CopyTo(new Span<float>(target, _width));
                RowKernels.RmsNorm(target, _weights.OutputNorm.Start, target, _width, Config.NormEpsilon);
            }

            statistics.Add(new RowBlock(rows.Start, stride), count);
        }

        return statistics;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _team.Dispose();
        _forward.Dispose();
        _cache.Dispose();
        _weights.Dispose();
    }

    private void Run(
        int layer,
        TensorRowReader weights,
        LinearInputObserver? observer,
        bool keeps,
        CancellationToken cancellationToken)
    {
        _weights.ReplaceLayer(_file, Config, layer, weights);
        for (int i = 0; i < _sequences.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            float[] residual = _residuals[i];
            _batch.Clear();
            for (int row = 0; row < _sequences[i].Length; row++)
            {
                _batch.Add(_sequences[i][row], row, slot: 0, wantsLogits: false);
                residual.AsSpan(row * _width, _width).CopyTo(_forward.Residual(row));
            }

            _forward.RunLayer(_batch, layer, observer);
            for (int row = 0; keeps && row < _sequences[i].Length; row++)
            {
                _forward.Residual(row).CopyTo(residual.AsSpan(row * _width, _width));
            }
        }
    }

    private float[] Embed(int[] sequence, GgufTensor embedding, TensorRowReader weights)
    {
        float[] residual = new float[sequence.Length * _width];
        for (int row = 0; row < sequence.Length; row++)
        {
            weights(embedding, sequence[row], residual.AsSpan(row * _width, _width));
        }

        return residual;
    }
}
