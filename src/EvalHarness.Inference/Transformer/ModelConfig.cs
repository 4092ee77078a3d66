using EvalHarness.Inference.Gguf;

namespace EvalHarness.Inference.Transformer;

/// <summary>The shape of a llama model, read from a file's metadata and checked before anything is allocated.</summary>
public sealed record ModelConfig
{
    private const string Architecture = "llama";
    private const string SupportedTypes = "architecture 'llama' without experts";
    private const string Unsupported = GgufFormatException.RunElsewhere;

    /// <summary>Length d of a token's activation.</summary>
    public required int EmbeddingLength { get; init; }

    /// <summary>Number of layers.</summary>
    public required int LayerCount { get; init; }

    /// <summary>Query heads per layer.</summary>
    public required int HeadCount { get; init; }

    /// <summary>Key-value heads per layer; divides <see cref="HeadCount"/>.</summary>
    public required int KeyValueHeadCount { get; init; }

    /// <summary>Length of a head, even.</summary>
    public required int HeadLength { get; init; }

    /// <summary>Length of the hidden layer of the feed-forward network.</summary>
    public required int FeedForwardLength { get; init; }

    /// <summary>Number of tokens.</summary>
    public required int VocabularyLength { get; init; }

    /// <summary>Positions that the model was trained for.</summary>
    public required int ContextLength { get; init; }

    /// <summary>ε of the RMSNorm.</summary>
    public required float NormEpsilon { get; init; }

    /// <summary>Base of the rotary frequencies.</summary>
    public required float RopeBase { get; init; }

    /// <summary>Factor of the rotary angles: 1 / linear scaling factor.</summary>
    public required float RopeScale { get; init; }

    /// <summary>Factor of rotated queries and keys, usually 1.</summary>
    public required float RopeAmplitude { get; init; }

    /// <summary>Factor of the attention scores, usually 1/√(head length).</summary>
    public required float AttentionScale { get; init; }

    /// <summary>Query heads that share a key-value head.</summary>
    public int GroupSize => HeadCount / KeyValueHeadCount;

    /// <summary>Reads and checks the shape.</summary>
    /// <exception cref="GgufFormatException">Another architecture, or a value missing, absurd or at odds.</exception>
    public static ModelConfig Read(GgufMetadata metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        RequireSupported(metadata);
        int embedding = Size(metadata, "llama.embedding_length", 1 << 17);
        int heads = HeadCountOf(metadata, "llama.attention.head_count") ?? throw metadata.Reject(
            "llama.attention.head_count", "no metadata key 'llama.attention.head_count'", "the number of heads");
        int keyValueHeads = HeadCountOf(metadata, "llama.attention.head_count_kv") ?? heads;
        int headLength = HeadLengthOf(metadata, embedding, heads);
        if (heads % keyValueHeads != 0)
        {
            throw metadata.Reject(
                "llama.attention.head_count_kv",
                $"{heads} heads over {keyValueHeads} key-value heads",
                "a number of key-value heads that divides the number of heads");
        }

        float scale = Float(metadata, "llama.attention.scale", 0);
        return new ModelConfig
        {
            EmbeddingLength = embedding,
            LayerCount = Size(metadata, "llama.block_count", 1 << 12),
            HeadCount = heads,
            KeyValueHeadCount = keyValueHeads,
            HeadLength = headLength,
            FeedForwardLength = FeedForwardLengthOf(metadata),
            VocabularyLength = VocabularyLengthOf(metadata),
            ContextLength = Size(metadata, "llama.context_length", 1 << 26),
            NormEpsilon = Float(metadata, "llama.attention.layer_norm_rms_epsilon", null),
            RopeBase = Float(metadata, "llama.rope.freq_base", 10000),
            RopeScale = 1 / RopeFactorOf(metadata),
            RopeAmplitude = Float(metadata, "llama.rope.scaling.attn_factor", 1),
            AttentionScale = scale == 0 ? 1 / MathF.Sqrt(headLength) : scale,
        };
    }

    private static void RequireSupported(GgufMetadata metadata)
    {
        string architecture = metadata.GetString("general.architecture");
        if (architecture != Architecture)
        {
            throw metadata.Reject(
                "general.architecture",
                $"architecture '{architecture}'",
                SupportedTypes,
                Unsupported);
        }

        if (metadata.FindString("general.type") == "adapter")
        {
            throw metadata.Reject(
                "general.type",
                "an adapter",
                "a model",
                "Give the model, and the adapter with --adapter, or \"adapter\" in a configuration.");
        }

        if (metadata.FindUInt32("llama.expert_count") is > 0 and uint experts)
        {
            throw metadata.Reject(
                "llama.expert_count",
                $"a mixture of {experts} experts",
                SupportedTypes,
                Unsupported);
        }
    }

    private static int HeadLengthOf(GgufMetadata metadata, int embedding, int heads)
    {
        const string Key = "llama.attention.key_length";
        const string Value = "llama.attention.value_length";
        if (!metadata.Contains(Key) && embedding % heads != 0)
        {
            throw metadata.Reject(
                "llama.attention.head_count",
                $"{heads} heads for an embedding of {embedding}",
                "a number of heads that divides the embedding length");
        }

        int length = metadata.Contains(Key) ? Size(metadata, Key, 1 << 12) : embedding / heads;
        int valueLength = metadata.Contains(Value) ? Size(metadata, Value, 1 << 12) : length;
        int rotated = metadata.Contains("llama.rope.dimension_count")
            ? Size(metadata, "llama.rope.dimension_count", 1 << 12)
            : length;
        return length % 2 == 0 && valueLength == length && rotated == length
            ? length
            : throw metadata.Reject(
                Key,
                $"keys of {length}, values of {valueLength} and {rotated} rotated elements per head",
                "one even length for all three",
                Unsupported);
    }

    private static float RopeFactorOf(GgufMetadata metadata)
    {
        const string TypeKey = "llama.rope.scaling.type";
        string type = metadata.FindString(TypeKey) ?? "linear";
        if (type is not ("linear" or "none"))
        {
            throw metadata.Reject(TypeKey, $"rope scaling '{type}'", "'linear' or 'none'", Unsupported);
        }

        float factor = metadata.FindFloat32("llama.rope.scaling.factor")
            ?? metadata.FindFloat32("llama.rope.scale_linear")
            ?? 0;
        return factor == 0 || type == "none"
            ? 1
            : factor > 0
            ? factor
            : throw metadata.Reject("llama.rope.scaling.factor", $"a factor of {factor}", "a positive factor");
    }

    private static int VocabularyLengthOf(GgufMetadata metadata)
    {
        int tokens = metadata.GetStrings("tokenizer.ggml.tokens").Length;
        int length = metadata.Contains("llama.vocab_size") ? Size(metadata, "llama.vocab_size", 1 << 22) : tokens;
        return length == tokens
            ? length
            : throw metadata.Reject(
                "llama.vocab_size",
                $"a vocabulary of {length} with {tokens} tokens", "equal numbers");
    }

    private static int FeedForwardLengthOf(GgufMetadata metadata)
    {
        const string Key = "llama.feed_forward_length";
        return metadata.TryGet(Key, out GgufMetadataEntry? entry) && entry.Value is Array
            ? PerLayer(metadata, Key, 1 << 20)
            : Size(metadata, Key, 1 << 20);
    }

    /// <summary>A count that may be given per layer; layers that differ are not supported.</summary>
    private static int? HeadCountOf(GgufMetadata metadata, string key)
    {
        if (!metadata.TryGet(key, out GgufMetadataEntry? entry))
        {
            return null;
        }

        if (entry.Value is not Array)
        {
            return Size(metadata, key, 1 << 12);
        }

        return PerLayer(metadata, key, 1 << 12);
    }

    private static int PerLayer(GgufMetadata metadata, string key, int largest)
    {
        int[] values = metadata.GetInt32s(key);
        return values.Length > 0 && values.All(value => value == values[0]) && values[0] > 0 && values[0] <= largest
            ? values[0]
            : throw metadata.Reject(
                key, $"layers that differ in '{key}'", $"one number from 1 to {largest} for all layers", Unsupported);
    }

    private static int Size(GgufMetadata metadata, string key, int largest)
    {
        uint value = metadata.GetUInt32(key);
        return value > 0 && value <= largest
            ? (int)value
            : throw metadata.Reject(key, $"{value} in '{key}'", $"1 to {largest}");
    }

    private static float Float(GgufMetadata metadata, string key, float? fallback)
    {
        float value = fallback is null ? metadata.GetFloat32(key) : metadata.FindFloat32(key) ?? fallback.Value;
        bool isAllowed = value > 0 || value == fallback;
        return isAllowed ? value : throw metadata.Reject(key, $"{value} in '{key}'", "a positive number");
    }
}
