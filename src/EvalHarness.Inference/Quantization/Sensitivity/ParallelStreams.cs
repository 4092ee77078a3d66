using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Sampling;
using EvalHarness.Inference.Transformer;

namespace EvalHarness.Inference.Quantization.Sensitivity;

/// <summary>
/// Takes calibration tokens through a model layer by layer, and through the same model with one matrix rounded. Up to
/// the layer of that matrix both are one, so only what comes after it is computed twice.
/// </summary>
/// <remarks>
/// Holds three residual streams of all tokens (before the present layer, behind the last, and that of the altered
/// model), logits of some rows, and the altered matrix or layer as F32; never logits of all tokens.
/// </remarks>
internal sealed class ParallelStreams : IDisposable
{
    /// <summary>Rows whose logits are compared at a time.</summary>
    private const int LogitRows = 16;

    private readonly GgufFile _file;
    private readonly ModelConfig _config;
    private readonly IReadOnlyList<int[]> _sequences;
    private readonly ModelWeights _weights;
    private readonly KeyValueCache _cache;
    private readonly WorkerTeam _team;
    private readonly TokenBatch _batch;
    private readonly ForwardPass _forward;
    private readonly float[][] _before;
    private readonly float[][] _last;
    private readonly float[][] _altered;
    private readonly float[] _logits;

    /// <summary>Takes all tokens through the model as it is, and stands before its first layer.</summary>
    /// <param name="file">The model; it must outlive this.</param>
    /// <param name="sequences">Tokens, each sequence from position 0.</param>
    /// <param name="threads">Threads that compute.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public ParallelStreams(
        GgufFile file, IReadOnlyList<int[]> sequences, int threads, CancellationToken cancellationToken)
    {
        (_file, _sequences, _config) = (file, sequences, ModelConfig.Read(file.Metadata));
        int longest = sequences.Max(sequence => sequence.Length);
        _weights = ModelWeights.Load(file, _config, new EngineOptions());
        _cache = new KeyValueCache(_config, slots: 1, longest);
        _team = new WorkerTeam(threads);
        _batch = new TokenBatch(Math.Max(longest, LogitRows), LogitRows);
        _forward = new ForwardPass(_config, _weights, _cache, _team, _batch);
        _logits = new float[LogitRows * _config.VocabularyLength];
        _before = Embed(QuantizationMethod.FileWeights);
        _last = Copy(_before);
        _altered = Copy(_before);
        Run(_last, 0, _config.LayerCount, cancellationToken);
    }

    /// <summary>Positions that are compared.</summary>
    public int TokenCount => _sequences.Sum(sequence => sequence.Length);

    /// <summary>
    /// Mean KL divergence in nats with the embedding rounded, and the output matrix if it is the same.
    /// </summary>
    public double MeasureEmbedding(RoundedTensor rounded, bool isTied, CancellationToken cancellationToken)
    {
        Embed(rounded.Read).CopyTo(_altered, 0);
        Run(_altered, 0, _config.LayerCount, cancellationToken);
        return isTied
            ? MeasureOutput(rounded, _altered, cancellationToken)
            : Compare(_altered, _weights.Output, cancellationToken);
    }

    /// <summary>Mean KL divergence in nats with the output matrix rounded.</summary>
    public double MeasureOutput(RoundedTensor rounded, CancellationToken cancellationToken) =>
        MeasureOutput(rounded, _last, cancellationToken);

    /// <summary>Mean KL divergence in nats with a matrix of the present layer rounded.</summary>
    public double MeasureLayer(RoundedTensor rounded, int layer, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _before.Length; i++)
        {
            _before[i].CopyTo(_altered[i], 0);
        }

        _weights.WithLayer(_file, _config, layer, rounded.Read, () =>
            Run(_altered, layer, layer + 1, cancellationToken));
        Run(_altered, layer + 1, _config.LayerCount, cancellationToken);
        return Compare(_altered, _weights.Output, cancellationToken);
    }

    /// <summary>Goes on behind the present layer.</summary>
    public void Advance(int layer, CancellationToken cancellationToken) =>
        Run(_before, layer, layer + 1, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _team.Dispose();
        _forward.Dispose();
        _cache.Dispose();
        _weights.Dispose();
    }

    private static float[][] Copy(float[][] streams) => [.. streams.Select(stream => (float[])stream.Clone())];

    private double MeasureOutput(RoundedTensor rounded, float[][] streams, CancellationToken cancellationToken)
    {
        using WeightMatrix output = ModelWeights.LoadOutput(_file, _config, rounded.Read);
        return Compare(streams, output, cancellationToken);
    }

    private float[][] Embed(TensorRowReader weights)
    {
        GgufTensor embedding = _file.GetTensor("token_embd.weight");
        int width = _config.EmbeddingLength;
        return [.. _sequences.Select(sequence =>
        {
            float[] stream = new float[sequence.Length * width];
            for (int row = 0; row < sequence.Length; row++)
            {
                weights(embedding, sequence[row], stream.AsSpan(row * width, width));
            }

            return stream;
        })];
    }

    private void Run(float[][] streams, int first, int end, CancellationToken cancellationToken)
    {
        for (int i = 0; i < streams.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Fill(streams[i], _sequences[i], 0, _sequences[i].Length, wantsLogits: false);
            for (int layer = first; layer < end; layer++)
            {
                _forward.RunLayer(_batch, layer, observer: null);
            }

            int width = _config.EmbeddingLength;
            for (int row = 0; row < _batch.Count; row++)
            {
                _forward.Residual(row).CopyTo(streams[i].AsSpan(row * width, width));
            }
        }
    }

    // Divergences lie in the order of the tokens, so that their sum does not depend on the number of threads.
    private double Compare(float[][] altered, WeightMatrix output, CancellationToken cancellationToken)
    {
        double sum = 0;
        double[] found = new double[LogitRows];
        for (int i = 0; i < _sequences.Count; i++)
        {
            for (int first = 0; first < _sequences[i].Length; first += LogitRows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int count = Math.Min(LogitRows, _sequences[i].Length - first);
                CompareRows(altered[i], i, first, count, output, found);
                for (int row = 0; row < count; row++)
                {
                    sum += found[row];
                }
            }
        }

        return sum / TokenCount;
    }

    private void CompareRows(
        float[] altered, int sequence, int first, int count, WeightMatrix output, double[] found)
    {
        int vocabulary = _config.VocabularyLength;
        Fill(_last[sequence], _sequences[sequence], first, count, wantsLogits: true);
        _forward.RunOutput(_batch, _weights.Output);
        for (int row = 0; row < count; row++)
        {
            _forward.Logits(row).CopyTo(_logits.AsSpan(row * vocabulary, vocabulary));
        }

        Fill(altered, _sequences[sequence], first, count, wantsLogits: true);
        _forward.RunOutput(_batch, output);
        Parallel.For(0, count, row => found[row] = LogitComparison.From(
            _logits.AsSpan(row * vocabulary, vocabulary), _forward.Logits(row), token: 0).Divergence);
    }

    private void Fill(float[] stream, int[] sequence, int first, int count, bool wantsLogits)
    {
        int width = _config.EmbeddingLength;
        _batch.Clear();
        for (int row = 0; row < count; row++)
        {
            _batch.Add(sequence[first + row], first + row, slot: 0, wantsLogits);
            stream.AsSpan((first + row) * width, width).CopyTo(_forward.Residual(row));
        }
    }
}
