using EvalHarness.Inference.Engine;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Inference.Transformer;

public sealed class ModelConfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("architecture", "architecture 'qwen2'")]
    [InlineData("experts", "a mixture of 8 experts")]
    [InlineData("heads", "5 heads for an embedding of 64")]
    [InlineData("groups", "4 heads over 3 key-value heads")]
    [InlineData("layers", "4000000000 in 'llama.block_count'")]
    [InlineData("rotated", "16 rotated elements")]
    [InlineData("yarn", "rope scaling 'yarn'")]
    [InlineData("vocabulary", "with 274 tokens")]
    [InlineData("missing tensor", "no tensor 'blk.2.attn_norm.weight'")]
    [InlineData("shape", "tensor 'blk.0.ffn_gate.weight' of 64 × 96")]
    [InlineData("epsilon", "'llama.attention.layer_norm_rms_epsilon'")]
    public void AModelThatCannotRunIsRefusedBeforeItIsLoaded(string fault, string expected)
    {
        string path = _folder.File("model.gguf");
        new TinyGguf { HeadCount = fault == "rotated" ? 8 : 4 }.WriteTo(_folder.File("whole.gguf"));
        CopyWith(fault, _folder.File("whole.gguf"), path);
        GgufFormatException refusal = Assert.Throws<GgufFormatException>(() => InferenceEngine.Load(path));
        Assert.Contains(expected, refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("yarn")]
    [InlineData("heads by layer")]
    [InlineData("key-value heads by layer")]
    [InlineData("hidden by layer")]
    [InlineData("rotated")]
    [InlineData("experts")]
    [InlineData("architecture")]
    public void AnotherKindOfModelIsUnsupportedAndNotDamaged(string fault)
    {
        string path = _folder.File("model.gguf");
        new TinyGguf { HeadCount = fault == "rotated" ? 8 : 4 }.WriteTo(_folder.File("whole.gguf"));
        CopyWith(fault, _folder.File("whole.gguf"), path);
        GgufFormatException refusal = Assert.Throws<GgufFormatException>(() => InferenceEngine.Load(path));
        Assert.Contains("not supported here", refusal.Fix, StringComparison.Ordinal);
        Assert.DoesNotContain("damaged", refusal.Message, StringComparison.Ordinal);
    }

    private static void CopyWith(string fault, string source, string target)
    {
        using GgufFile file = GgufFile.Open(source);
        using GgufWriter writer = GgufWriter.Create(target);
        foreach (GgufMetadataEntry entry in file.Metadata.Entries)
        {
            switch (fault, entry.Key)
            {
                case ("architecture", "general.architecture"): writer.Add(entry.Key, "qwen2"); break;
                case ("heads by layer", "llama.attention.head_count"): writer.Add(entry.Key, new[] { 4, 2 }); break;
                case ("key-value heads by layer", "llama.attention.head_count_kv"):
                    writer.Add(entry.Key, new[] { 2, 0 });
                    break;
                case ("hidden by layer", "llama.feed_forward_length"): writer.Add(entry.Key, new[] { 96, 64 }); break;
                case ("heads", "llama.attention.head_count"): writer.Add(entry.Key, 5u); break;
                case ("groups", "llama.attention.head_count_kv"): writer.Add(entry.Key, 3u); break;
                case ("layers", "llama.block_count"): writer.Add(entry.Key, 4_000_000_000u); break;
                case ("missing tensor", "llama.block_count"): writer.Add(entry.Key, 3u); break;
                case ("rotated", "llama.rope.dimension_count"): writer.Add(entry.Key, 16u); break;
                case ("vocabulary", "llama.vocab_size"): writer.Add(entry.Key, 273u); break;
                case ("shape", "llama.feed_forward_length"): writer.Add(entry.Key, 128u); break;
                case ("epsilon", "llama.attention.layer_norm_rms_epsilon"): writer.Add(entry.Key, 0f); break;
                default: writer.Add(entry); break;
            }
        }

        if (fault == "experts")
        {
            writer.Add("llama.expert_count", 8u);
        }

        if (fault == "yarn")
        {
            writer.Add("llama.rope.scaling.type", "yarn");
        }

        foreach (GgufTensor tensor in file.Tensors)
        {
            writer.DeclareTensor(tensor.Name, tensor.Type, [.. tensor.Dimensions]);
        }

        foreach (GgufTensor tensor in file.Tensors)
        {
            writer.WriteData(tensor.Data);
        }

        writer.Complete();
    }
}
