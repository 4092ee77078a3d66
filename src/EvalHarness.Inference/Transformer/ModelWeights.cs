using System.Runtime.CompilerServices;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Kernels;
using EvalHarness.Inference.Quantization;

namespace EvalHarness.Inference.Transformer;

/// <summary>All weights of a model, ready to multiply.</summary>
internal sealed unsafe class ModelWeights : IDisposable
{
    private const string EmbeddingName = "token_embd.weight";

    private readonly GgufTensor _embedding;
    private readonly long _mappedBytes;
    private readonly LayerWeights[] _layers;

    private ModelWeights(GgufTensor embedding, LayerWeights[] layers, long matrixElements, long mappedBytes) =>
        (_embedding, _layers, MatrixElements, _mappedBytes) = (embedding, layers, matrixElements, mappedBytes);

    /// <summary>The layers, first to last.</summary>
    public IReadOnlyList<LayerWeights> Layers => _layers;

    /// <summary>Weights of the last norm (d).</summary>
    public required AlignedBuffer OutputNorm { get; init; }

    /// <summary>The output matrix (vocabulary × d); the embedding's when they are tied.</summary>
    public required WeightMatrix Output { get; init; }

    /// <summary>Bias of the logits; <c>null</c> without one.</summary>
    public required AlignedBuffer? OutputBias { get; init; }

    /// <summary>Divisors of the rotary angles, one per pair; empty without them.</summary>
    public required float[] RopeFactors { get; init; }

    /// <summary>Matrices are held in memory; otherwise they are multiplied as they lie in the file.</summary>
    public required bool IsExpanded { get; init; }

    /// <summary>Memory of the weights outside the file, in bytes.</summary>
    public long Bytes => Layers.Sum(layer => layer.Bytes) + OutputNorm.Bytes + Output.Bytes + (OutputBias?.Bytes ?? 0);

    /// <summary>Weights of all matrices, about the multiply-adds per token.</summary>
    public long MatrixElements { get; }

    /// <summary>Bytes that one token reads: all matrices once, and the norms.</summary>
    public long BytesPerToken => IsExpanded ? Bytes : _mappedBytes + Bytes;

    /// <summary>Most scratch that a product needs per worker, in floats.</summary>
    public int ScratchLength => Layers
        .SelectMany(layer => new[] { layer.QueryKeyValue, layer.AttentionOutput, layer.GateUp, layer.Down })
        .Append(Output)
        .Max(matrix => matrix.ScratchLength);

    /// <summary>Checks every tensor's shape, then loads the weights.</summary>
    /// <param name="file">The file; it must outlive the weights.</param>
    /// <param name="config">Shape of the model.</param>
    /// <param name="options">How the weights are held.</param>
    /// <param name="adapter">What is added to the matrices, only read now; <c>null</c> for nothing.</param>
    /// <exception cref="GgufFormatException">A tensor is missing or has another shape.</exception>
    public static ModelWeights Load(
        GgufFile file, ModelConfig config, EngineOptions options, LowRankAdapter? adapter = null)
    {
        WeightForm form = FormFor(file, options);
        WeightReader reader = new(file, form, rows: null, adapter);
        bool isTied = OutputName(file) == EmbeddingName;
        (int d, int vocabulary) = (config.EmbeddingLength, config.VocabularyLength);
        GgufTensor embedding = reader.Tensor(EmbeddingName, d, vocabulary);
        LayerWeights[] layers = new LayerWeights[config.LayerCount];
        for (int i = 0; i < layers.Length; i++)
        {
            layers[i] = LoadLayer(reader, file, config, $"blk.{i}.");
        }

        long mappedBytes = file.Tensors.Sum(tensor => tensor.ByteLength) - (isTied ? 0 : embedding.ByteLength);
        return new ModelWeights(embedding, layers, CountElements(file), mappedBytes)
        {
            OutputNorm = reader.Vector("output_norm.weight", d),
            Output = reader.Matrix(d, (OutputName(file), vocabulary)),
            OutputBias = reader.Vectors(("output.bias", vocabulary)),
            RopeFactors = LoadRopeFactors(reader, file, config),
            IsExpanded = form != WeightForm.Mapped,
        };
    }

    /// <summary>How a model's matrices will be held.</summary>
    public static WeightForm FormFor(GgufFile file, EngineOptions options) =>
        options.Int8Activations ? WeightForm.Bytes
        : CountElements(file) <= options.ExpansionLimitBytes / sizeof(float) ? WeightForm.Expanded
        : WeightForm.Mapped;

    /// <summary>Every matrix of the layers and the output holds weights that meet rounded activations.</summary>
    /// <exception cref="GgufFormatException">One does not; it is named.</exception>
    public static void RequireByteWeights(GgufFile file, Func<GgufTensor, TensorType> typeOf)
    {
        string output = OutputName(file);
        foreach (GgufTensor tensor in file.Tensors.Where(tensor => tensor.Dimensions.Count > 1))
        {
            if (tensor.Name.StartsWith("blk.", StringComparison.Ordinal) || tensor.Name == output)
            {
                ByteMatrix.Require(tensor, typeOf(tensor));
            }
        }
    }

    /// <summary>Writes the embedding of a token (d).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Embed(int token, float* target) =>
        TensorRows.Read(_embedding, token, new Span<float>(target, (int)_embedding.RowLength));

    /// <summary>Replaces a layer by one with other weights of the same shapes, held as F32.</summary>
    /// <param name="file">The file that states the shapes.</param>
    /// <param name="config">Shape of the model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="rows">Gives the weights.</param>
    public void ReplaceLayer(GgufFile file, ModelConfig config, int layer, TensorRowReader rows)
    {
        LayerWeights replacement = LoadLayer(
            new WeightReader(file, WeightForm.Expanded, rows), file, config, $"blk.{layer}.");
        _layers[layer].Dispose();
        _layers[layer] = replacement;
    }

    /// <summary>Lets some work be done with other weights in a layer, held as F32; then it is as before.</summary>
    /// <param name="file">The file that states the shapes.</param>
    /// <param name="config">Shape of the model.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="rows">Gives the weights.</param>
    /// <param name="work">The work.</param>
    public void WithLayer(GgufFile file, ModelConfig config, int layer, TensorRowReader rows, Action work)
    {
        LayerWeights kept = _layers[layer];
        using LayerWeights replacement = LoadLayer(
            new WeightReader(file, WeightForm.Expanded, rows), file, config, $"blk.{layer}.");
        _layers[layer] = replacement;
        try
        {
            work();
        }
        finally
        {
            _layers[layer] = kept;
        }
    }

    /// <summary>The output matrix with other weights, held as F32; the embedding's when they are tied.</summary>
    public static WeightMatrix LoadOutput(GgufFile file, ModelConfig config, TensorRowReader rows) =>
        new WeightReader(file, WeightForm.Expanded, rows).Matrix(
            config.EmbeddingLength, (OutputName(file), config.VocabularyLength));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (LayerWeights layer in Layers)
        {
            layer.Dispose();
        }

        OutputNorm.Dispose();
        Output.Dispose();
        OutputBias?.Dispose();
    }

    private static long CountElements(GgufFile file) => file.Tensors.Sum(tensor => tensor.ElementCount);

    private static string OutputName(GgufFile file) =>
        file.TryGetTensor("output.weight", out _) ? "output.weight" : EmbeddingName;

    private static LayerWeights LoadLayer(WeightReader reader, GgufFile file, ModelConfig config, string prefix)
    {
        (int d, int hidden) = (config.EmbeddingLength, config.FeedForwardLength);
        int queries = config.HeadCount * config.HeadLength;
        int keys = config.KeyValueHeadCount * config.HeadLength;
        if (file.TryGetTensor(prefix + "attn_qkv.weight", out GgufTensor? fused))
        {
            throw new GgufFormatException(
                fused.FileOffset, $"a fused tensor '{fused.Name}'", "separate tensors attn_q, attn_k and attn_v",
                GgufFormatException.RunElsewhere);
        }

        return new LayerWeights
        {
            AttentionNorm = reader.Vector(prefix + "attn_norm.weight", d),
            QueryKeyValue = reader.Matrix(
                d,
                (prefix + "attn_q.weight", queries),
                (prefix + "attn_k.weight", keys),
                (prefix + "attn_v.weight", keys)),
            QueryKeyValueBias = reader.Vectors(
                (prefix + "attn_q.bias", queries), (prefix + "attn_k.bias", keys), (prefix + "attn_v.bias", keys)),
            AttentionOutput = reader.Matrix(queries, (prefix + "attn_output.weight", d)),
            AttentionOutputBias = reader.Vectors((prefix + "attn_output.bias", d)),
            FeedForwardNorm = reader.Vector(prefix + "ffn_norm.weight", d),
            GateUp = reader.Matrix(d, (prefix + "ffn_gate.weight", hidden), (prefix + "ffn_up.weight", hidden)),
            Down = reader.Matrix(hidden, (prefix + "ffn_down.weight", d)),
        };
    }

    private static float[] LoadRopeFactors(WeightReader reader, GgufFile file, ModelConfig config)
    {
        if (!file.TryGetTensor("rope_freqs.weight", out _))
        {
            return [];
        }

        float[] factors = new float[config.HeadLength / 2];
        TensorRows.Read(reader.Tensor("rope_freqs.weight", factors.Length, 1), 0, factors);
        return factors;
    }
}
