using EvalHarness.Inference.Formats;
using EvalHarness.Inference.Gguf;

namespace EvalHarness.Tests.Testing;

/// <summary>Builds a low-rank adapter with random weights; equal settings give equal bytes.</summary>
internal sealed record TinyAdapter
{
    public string? Type { get; init; } = "adapter";

    public string Kind { get; init; } = "lora";

    public string Architecture { get; init; } = "llama";

    /// <summary><c>null</c> leaves the key out.</summary>
    public float? Alpha { get; init; } = 6;

    public TensorType MatrixType { get; init; } = TensorType.F32;

    /// <summary>Tensors with their dimensions, in the order of the file.</summary>
    public IReadOnlyList<(string Name, long[] Dimensions)> Tensors { get; init; } = [];

    /// <summary>A weight that takes the place of the first one of the first tensor.</summary>
    public float? FirstWeight { get; init; }

    public int Seed { get; init; } = 9;

    /// <summary>Pairs of one rank for matrices of a model.</summary>
    public static (string Name, long[] Dimensions)[] Pairs(GgufFile model, long rank, params string[] targets) =>
    [
        .. targets.SelectMany(target => new[]
        {
            (target + ".lora_a", new[] { model.GetTensor(target).RowLength, rank }),
            (target + ".lora_b", new[] { rank, model.GetTensor(target).RowCount }),
        }),
    ];

    /// <summary>Weights of a tensor, uniform between −0.2 and 0.2.</summary>
    public float[] Weights(string name)
    {
        (_, long[] dimensions) = Tensors.Single(tensor => tensor.Name == name);
        Random random = new(HashCode(name));
        float[] weights = new float[dimensions.Aggregate(1L, (product, dimension) => product * dimension)];
        for (int i = 0; i < weights.Length; i++)
        {
            weights[i] = 0.4f * (random.NextSingle() - 0.5f);
        }

        if (FirstWeight is { } first && name == Tensors[0].Name)
        {
            weights[0] = first;
        }

        return weights;
    }

    /// <summary>Writes the adapter and returns its path.</summary>
    public string WriteTo(string path)
    {
        using GgufWriter writer = GgufWriter.Create(path);
        if (Type is not null)
        {
            writer.Add("general.type", Type);
        }

        writer.Add("general.architecture", Architecture);
        writer.Add("general.name", "tiny adapter");
        writer.Add("adapter.type", Kind);
        if (Alpha is { } alpha)
        {
            writer.Add("adapter.lora.alpha", alpha);
        }

        foreach ((string name, long[] dimensions) in Tensors)
        {
            writer.DeclareTensor(name, MatrixType, dimensions);
        }

        TensorFormat format = TensorFormats.For(MatrixType);
        foreach ((string name, _) in Tensors)
        {
            float[] weights = Weights(name);
            byte[] bytes = new byte[format.BytesFor(weights.Length)];
            format.Quantize(weights, bytes);
            writer.WriteData(bytes);
        }

        writer.Complete();
        return path;
    }

    // The same in every process, unlike string.GetHashCode.
    private int HashCode(string name) => name.Aggregate(Seed, (hash, letter) => unchecked((hash * 31) + letter));
}
