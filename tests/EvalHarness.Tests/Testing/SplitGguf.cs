using EvalHarness.Inference.Gguf;

namespace EvalHarness.Tests.Testing;

/// <summary>Writes a model as several files, as llama-gguf-split does: the first alone holds the metadata.</summary>
internal sealed record SplitGguf
{
    /// <summary>What <c>split.count</c> says; <c>null</c> for the true number.</summary>
    public uint? Count { get; init; }

    /// <summary>What <c>split.tensors.count</c> says; <c>null</c> for the true number.</summary>
    public uint? TensorCount { get; init; }

    /// <summary>A metadata entry of every part, such as another model's name; <c>null</c> for none.</summary>
    public (string Key, string Value)? More { get; init; }

    /// <summary>Writes the parts and returns their paths.</summary>
    public string[] Write(string source, string folder, int parts = 2, string name = "m")
    {
        using GgufFile file = GgufFile.Open(source);
        string[] paths = [.. Enumerable.Range(1, parts).Select(i => Path.Combine(
            folder, FormattableString.Invariant($"{name}-{i:00000}-of-{parts:00000}.gguf")))];
        for (int part = 0; part < parts; part++)
        {
            WritePart(file, paths[part], part, parts);
        }

        return paths;
    }

    private void WritePart(GgufFile file, string path, int part, int parts)
    {
        using GgufWriter writer = GgufWriter.Create(path);
        foreach (GgufMetadataEntry entry in part == 0 ? file.Metadata.Entries : [])
        {
            writer.Add(entry);
        }

        writer.Add("split.no", (uint)part);
        writer.Add("split.count", Count ?? (uint)parts);
        writer.Add("split.tensors.count", TensorCount ?? (uint)file.Tensors.Count);
        if (part > 0 && More is { } more)
        {
            writer.Add(more.Key, more.Value);
        }

        int size = (file.Tensors.Count + parts - 1) / parts;
        GgufTensor[] tensors = [.. file.Tensors.Skip(part * size).Take(size)];
        Array.ForEach(tensors, tensor => writer.DeclareTensor(tensor.Name, tensor.Type, [.. tensor.Dimensions]));
        Array.ForEach(tensors, tensor => writer.WriteData(tensor.Data));
        writer.Complete();
    }
}
