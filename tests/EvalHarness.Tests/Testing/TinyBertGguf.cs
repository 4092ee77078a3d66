using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Tests.Testing;

/// <summary>
/// Builds a small BERT of one layer whose attention and feed-forward matrices are zero: what a token becomes is then
/// its vector after three normalizations, and the embedding of a text their mean, which a few lines compute.
/// </summary>
internal sealed record TinyBertGguf
{
    public const int Width = 32;
    public const int Longest = 64;
    public const float Epsilon = 1e-5f;

    private const int FeedForward = 32;

    /// <summary>Words by id; those of a text stand for themselves.</summary>
    public static string[] Words { get; } =
        ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "storm", "power", "bread", "oven"];

    /// <summary><c>bert.pooling_type</c>: 1 mean, 2 first token; <c>null</c> stores none.</summary>
    public uint? Pooling { get; init; } = 1;

    /// <summary>How the token types are stored; converters write F32.</summary>
    public TensorType TypesType { get; init; } = TensorType.F32;

    /// <summary>The attention's value and output matrices are not zero, so that a token sees its neighbours.</summary>
    public bool Attends { get; init; }

    /// <summary>The vector of a token: words of one field have similar ones.</summary>
    public static float[] VectorOf(int id) =>
        [.. Enumerable.Range(0, Width).Select(i => MathF.Sin((id * 1.7f) + (i * (id >= 7 ? 0.9f : 0.4f))))];

    /// <summary>The vector of a position.</summary>
    public static float[] PositionOf(int position) =>
        [.. Enumerable.Range(0, Width).Select(i => 0.1f * MathF.Cos(position + (i * 0.3f)))];

    /// <summary>Writes the model and returns its path.</summary>
    public string WriteTo(string path)
    {
        using GgufWriter writer = GgufWriter.Create(path);
        new BertMetadata("tiny bert", Longest, Width, Layers: 1, FeedForward, Heads: 1, Epsilon, Pooling)
            .WriteTo(writer, Words);
        (string Name, long[] Dimensions, float[] Values)[] tensors = [.. Tensors()];
        foreach ((string name, long[] dimensions, _) in tensors)
        {
            writer.DeclareTensor(name, TypeOf(name), dimensions);
        }

        foreach ((string name, _, float[] values) in tensors)
        {
            TensorFormat format = TensorFormats.For(TypeOf(name));
            byte[] bytes = new byte[format.BytesFor(values.Length)];
            format.Quantize(values, bytes);
            writer.WriteData(bytes);
        }

        writer.Complete();
        return path;
    }

    private TensorType TypeOf(string name) => name == "token_types.weight" ? TypesType : TensorType.F32;

    private IEnumerable<(string Name, long[] Dimensions, float[] Values)> Tensors()
    {
        yield return Matrix("token_embd.weight", Width, Words.Length, (row, i) => VectorOf(row)[i]);
        yield return Matrix("position_embd.weight", Width, Longest, (row, i) => PositionOf(row)[i]);
        yield return Matrix("token_types.weight", Width, 2, (_, _) => 0);
        foreach (string norm in (string[])["token_embd_norm", "blk.0.attn_output_norm", "blk.0.layer_output_norm"])
        {
            yield return Vector(norm + ".weight", 1);
            yield return Vector(norm + ".bias", 0);
        }

        foreach (string part in (string[])["attn_q", "attn_k", "attn_v", "attn_output"])
        {
            bool isUnit = Attends && part is ("attn_v" or "attn_output");
            yield return Matrix($"blk.0.{part}.weight", Width, Width, (row, i) => isUnit && row == i ? 1 : 0);
            yield return Vector($"blk.0.{part}.bias", 0);
        }

        yield return Matrix("blk.0.ffn_up.weight", Width, FeedForward, (_, _) => 0);
        yield return Vector("blk.0.ffn_up.bias", 0, FeedForward);
        yield return Matrix("blk.0.ffn_down.weight", FeedForward, Width, (_, _) => 0);
        yield return Vector("blk.0.ffn_down.bias", 0);
    }

    private static (string, long[], float[]) Matrix(string name, int columns, int rows, Func<int, int, float> value) =>
        (name, [columns, rows], [.. Enumerable.Range(0, rows * columns).Select(i => value(i / columns, i % columns))]);

    private static (string, long[], float[]) Vector(string name, float value, int length = Width) =>
        (name, [length], [.. Enumerable.Repeat(value, length)]);
}
