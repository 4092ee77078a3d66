using System.Runtime.InteropServices;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// Builds small models with random weights whose memory is no plain list of keys and values: a recurrent state (mamba),
/// a recurrent state and attention (jamba), or attention to a window of tokens (gemma2).
/// </summary>
internal static class TinyMemoryGguf
{
    private const int Width = 64;
    private const int Inner = 128;
    private const int Kernel = 4;
    private const int State = 16;
    private const int Rank = 8;
    private const int Heads = 4;
    private const int HeadLength = Width / Heads;
    private const int FeedForward = 96;

    /// <summary>The architectures that can be built.</summary>
    public static IReadOnlyList<string> Architectures { get; } = ["mamba", "jamba", "gemma2"];

    /// <summary>Writes a model of two layers and returns its path.</summary>
    public static string Write(string architecture, string path)
    {
        using GgufWriter writer = GgufWriter.Create(path);
        AddMetadata(writer, architecture);
        (string Name, long[] Dimensions)[] tensors = [.. Tensors(architecture)];
        foreach ((string name, long[] dimensions) in tensors)
        {
            writer.DeclareTensor(name, TensorType.F32, dimensions);
        }

        Random random = new(1);
        foreach ((string name, long[] dimensions) in tensors)
        {
            float[] weights = new float[dimensions.Aggregate(1L, (product, dimension) => product * dimension)];
            float scale = dimensions.Length == 1 ? 0.1f : 1.7f / MathF.Sqrt(dimensions[0]);
            for (int i = 0; i < weights.Length; i++)
            {
                float value = scale * ((2 * random.NextSingle()) - 1);
                weights[i] = name.EndsWith("norm.weight", StringComparison.Ordinal) ? 1 + value
                    : name.EndsWith("ssm_a", StringComparison.Ordinal) ? -1 - MathF.Abs(value)
                    : value;
            }

            writer.WriteData(MemoryMarshal.AsBytes(weights.AsSpan()).ToArray());
        }

        writer.Complete();
        return path;
    }

    private static void AddMetadata(GgufWriter writer, string architecture)
    {
        writer.Add("general.architecture", architecture);
        writer.Add(architecture + ".context_length", 1024u);
        writer.Add(architecture + ".embedding_length", (uint)Width);
        writer.Add(architecture + ".block_count", 2u);
        writer.Add(architecture + ".feed_forward_length", architecture == "mamba" ? 0u : FeedForward);
        writer.Add(architecture + ".attention.head_count", architecture == "mamba" ? 0u : Heads);
        writer.Add(architecture + ".attention.layer_norm_rms_epsilon", 1e-5f);
        writer.Add(architecture + ".vocab_size", (uint)TinyVocabulary.Bpe.Tokens.Length);
        if (architecture == "gemma2")
        {
            writer.Add("gemma2.attention.head_count_kv", (uint)Heads);
            writer.Add("gemma2.attention.key_length", (uint)HeadLength);
            writer.Add("gemma2.attention.value_length", (uint)HeadLength);
            writer.Add("gemma2.attention.sliding_window", 48u);
        }
        else
        {
            writer.Add(architecture + ".ssm.conv_kernel", (uint)Kernel);
            writer.Add(architecture + ".ssm.inner_size", (uint)Inner);
            writer.Add(architecture + ".ssm.state_size", (uint)State);
            writer.Add(architecture + ".ssm.time_step_rank", (uint)Rank);
        }

        if (architecture == "jamba")
        {
            // A layer without keys is recurrent.
            writer.Add("jamba.attention.head_count_kv", (int[])[0, Heads]);
        }

        TinyVocabulary.Bpe.AddTo(writer);
    }

    private static IEnumerable<(string Name, long[] Dimensions)> Tensors(string architecture)
    {
        yield return ("token_embd.weight", [Width, TinyVocabulary.Bpe.Tokens.Length]);
        yield return ("output_norm.weight", [Width]);
        for (int layer = 0; layer < 2; layer++)
        {
            bool isRecurrent = architecture == "mamba" || (architecture == "jamba" && layer == 0);
            IEnumerable<(string Name, long[] Dimensions)> parts =
                (isRecurrent ? Recurrent(architecture) : Attention(architecture))
                .Concat(architecture == "mamba" ? [] : FeedForwardOf(architecture));
            foreach ((string name, long[] dimensions) in parts)
            {
                yield return ($"blk.{layer}.{name}", dimensions);
            }
        }
    }

    private static IEnumerable<(string Name, long[] Dimensions)> Recurrent(string architecture) =>
    [
        ("attn_norm.weight", [Width]),
        ("ssm_in.weight", [Width, 2 * Inner]),
        ("ssm_conv1d.weight", [Kernel, Inner]),
        ("ssm_conv1d.bias", [Inner]),
        ("ssm_x.weight", [Inner, Rank + (2 * State)]),
        ("ssm_dt.weight", [Rank, Inner]),
        ("ssm_dt.bias", [Inner]),
        ("ssm_a", [State, Inner]),
        ("ssm_d", [Inner]),
        ("ssm_out.weight", [Inner, Width]),
        .. architecture == "jamba"
            ? [("ssm_dt_norm.weight", [Rank]), ("ssm_b_norm.weight", [State]), ("ssm_c_norm.weight", [State])]
            : (IEnumerable<(string, long[])>)[],
    ];

    private static IEnumerable<(string Name, long[] Dimensions)> Attention(string architecture) =>
    [
        ("attn_norm.weight", [Width]),
        ("attn_q.weight", [Width, Width]),
        ("attn_k.weight", [Width, Width]),
        ("attn_v.weight", [Width, Width]),
        ("attn_output.weight", [Width, Width]),
        .. architecture == "gemma2"
            ? [("post_attention_norm.weight", [Width]), ("post_ffw_norm.weight", [Width])]
            : (IEnumerable<(string, long[])>)[],
    ];

    private static IEnumerable<(string Name, long[] Dimensions)> FeedForwardOf(string architecture) =>
    [
        ("ffn_norm.weight", [Width]),
        ("ffn_gate.weight", [Width, FeedForward]),
        ("ffn_up.weight", [Width, FeedForward]),
        ("ffn_down.weight", [FeedForward, Width]),
    ];
}
