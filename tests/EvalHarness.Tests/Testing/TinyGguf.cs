using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;
using EvalHarness.Inference.Quantization;

namespace EvalHarness.Tests.Testing;

/// <summary>Builds a small llama model with random weights; equal settings give equal bytes.</summary>
internal sealed record TinyGguf
{
    public int EmbeddingLength { get; init; } = 64;

    public int LayerCount { get; init; } = 2;

    public int HeadCount { get; init; } = 4;

    public int KeyValueHeadCount { get; init; } = 2;

    /// <summary>Length of a head where it is not the embedding's share.</summary>
    public int? KeyLength { get; init; }

    public int FeedForwardLength { get; init; } = 96;

    public int ContextLength { get; init; } = 256;

    public float RopeBase { get; init; } = 10_000;

    /// <summary>Stores factors that divide the rotation angles.</summary>
    public bool HasRopeFactors { get; init; }

    /// <summary>Divides the rotation angles; 1 stores no scaling.</summary>
    public float RopeFactor { get; init; } = 1;

    /// <summary>Stores biases of queries, keys, values, the attention's output and the logits.</summary>
    public bool HasBiases { get; init; }

    /// <summary>The output matrix is the embedding.</summary>
    public bool IsTied { get; init; } = true;

    public TinyVocabulary Vocabulary { get; init; } = TinyVocabulary.Bpe;

    /// <summary>How the matrices are stored; block formats need lengths that are multiples of their block.</summary>
    public TensorType MatrixType { get; init; } = TensorType.F32;

    /// <summary>Writes the messages one after the other, behind the begin token; <c>null</c> stores none.</summary>
    public string? ChatTemplate { get; init; } =
        "{{ bos_token }}{% for message in messages %}{{ message['content'] }}{% endfor %}";

    public int Seed { get; init; } = 1;

    private int HeadLength => KeyLength ?? EmbeddingLength / HeadCount;

    /// <summary>Writes the model and returns its path.</summary>
    public string WriteTo(string path)
    {
        using GgufWriter writer = GgufWriter.Create(path);
        AddMetadata(writer);
        (string Name, long[] Dimensions)[] tensors = [.. Tensors()];
        foreach ((string name, long[] dimensions) in tensors)
        {
            writer.DeclareTensor(name, TypeOf(dimensions), dimensions);
        }

        Random random = new(Seed);
        foreach ((string name, long[] dimensions) in tensors)
        {
            writer.WriteData(Encode(TypeOf(dimensions), CreateWeights(name, dimensions, random)));
        }

        writer.Complete();
        return path;
    }

    private static byte[] Encode(TensorType type, float[] weights)
    {
        TensorFormat format = TensorFormats.For(type);
        byte[] bytes = new byte[format.BytesFor(weights.Length)];
        format.Quantize(weights, bytes);
        return bytes;
    }

    private static float[] CreateWeights(string name, long[] dimensions, Random random)
    {
        float[] weights = new float[dimensions.Aggregate(1L, (product, dimension) => product * dimension)];
        bool isNorm = name.EndsWith("norm.weight", StringComparison.Ordinal);
        float scale = dimensions.Length == 1 ? 0.1f : 1.7f / MathF.Sqrt(dimensions[0]);
        for (int i = 0; i < weights.Length; i++)
        {
            float uniform = (2 * random.NextSingle()) - 1;
            weights[i] = name == "rope_freqs.weight" ? 1 + (i % 3) : (isNorm ? 1 : 0) + (scale * uniform);
        }

        return weights;
    }

    private TensorType TypeOf(long[] dimensions) => dimensions.Length == 1 ? TensorType.F32 : MatrixType;

    private void AddMetadata(GgufWriter writer)
    {
        writer.Add("general.architecture", "llama");
        writer.Add("general.name", "tiny");
        writer.Add("general.file_type", QuantizationPlan.FileTypeOf(MatrixType));
        writer.Add("llama.context_length", (uint)ContextLength);
        writer.Add("llama.embedding_length", (uint)EmbeddingLength);
        writer.Add("llama.block_count", (uint)LayerCount);
        writer.Add("llama.feed_forward_length", (uint)FeedForwardLength);
        writer.Add("llama.attention.head_count", (uint)HeadCount);
        writer.Add("llama.attention.head_count_kv", (uint)KeyValueHeadCount);
        writer.Add("llama.attention.layer_norm_rms_epsilon", 1e-5f);
        if (KeyLength is { } length)
        {
            writer.Add("llama.attention.key_length", (uint)length);
        }

        writer.Add("llama.rope.dimension_count", (uint)HeadLength);
        writer.Add("llama.rope.freq_base", RopeBase);
        writer.Add("llama.vocab_size", (uint)Vocabulary.Tokens.Length);
        if (RopeFactor != 1)
        {
            writer.Add("llama.rope.scaling.type", "linear");
            writer.Add("llama.rope.scaling.factor", RopeFactor);
        }

        Vocabulary.AddTo(writer);
        if (ChatTemplate is not null)
        {
            writer.Add("tokenizer.chat_template", ChatTemplate);
        }
    }

    private IEnumerable<(string Name, long[] Dimensions)> Tensors()
    {
        long d = EmbeddingLength;
        yield return ("token_embd.weight", [d, Vocabulary.Tokens.Length]);
        for (int i = 0; i < LayerCount; i++)
        {
            yield return ($"blk.{i}.attn_norm.weight", [d]);
            yield return ($"blk.{i}.attn_q.weight", [d, HeadCount * HeadLength]);
            yield return ($"blk.{i}.attn_k.weight", [d, KeyValueHeadCount * HeadLength]);
            yield return ($"blk.{i}.attn_v.weight", [d, KeyValueHeadCount * HeadLength]);
            yield return ($"blk.{i}.attn_output.weight", [HeadCount * HeadLength, d]);
            yield return ($"blk.{i}.ffn_norm.weight", [d]);
            yield return ($"blk.{i}.ffn_gate.weight", [d, FeedForwardLength]);
            yield return ($"blk.{i}.ffn_up.weight", [d, FeedForwardLength]);
            yield return ($"blk.{i}.ffn_down.weight", [FeedForwardLength, d]);
        }

        for (int i = 0; HasBiases && i < LayerCount; i++)
        {
            yield return ($"blk.{i}.attn_q.bias", [HeadCount * HeadLength]);
            yield return ($"blk.{i}.attn_k.bias", [KeyValueHeadCount * HeadLength]);
            yield return ($"blk.{i}.attn_v.bias", [KeyValueHeadCount * HeadLength]);
            yield return ($"blk.{i}.attn_output.bias", [d]);
        }

        if (HasBiases)
        {
            yield return ("output.bias", [Vocabulary.Tokens.Length]);
        }

        yield return ("output_norm.weight", [d]);
        if (!IsTied)
        {
            yield return ("output.weight", [d, Vocabulary.Tokens.Length]);
        }

        if (HasRopeFactors)
        {
            yield return ("rope_freqs.weight", [HeadLength / 2]);
        }
    }
}
