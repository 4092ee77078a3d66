using EvalHarness.Inference.Gguf;

namespace EvalHarness.Tests.Testing;

/// <summary>Writes a model as several files, as llama-gguf-split does: the first alone holds the metadata.</summary>
internal sealed record SplitGguf
{
    /// <summary>What <c>split.count</c> says; <c>null</c> for the true number.</summary>
    public uint? Count { get; init; }

    /// <summary>What <c>split.tensors.count</c> says; <c>null</c> for the true number.</summary>
    public uint? TensorCount { get; init; }

    /// <summary>Writes the counts in the types of llama-gguf-split, which llama.cpp insists on.</summary>
    public bool HasUpstreamTypes { get; init; }

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

        Add(writer, "split.no", (uint)part, GgufValueType.UInt16);
        Add(writer, "split.count", Count ?? (uint)parts, GgufValueType.UInt16);
        Add(writer, "split.tensors.count", TensorCount ?? (uint)file.Tensors.Count, GgufValueType.Int32);
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

    private void Add(GgufWriter writer, string key, uint value, GgufValueType upstream) => writer.Add(
        HasUpstreamTypes
            ? new(key, upstream, null, upstream == GgufValueType.UInt16 ? (object)(ushort)value : (int)value, 0)
            : new GgufMetadataEntry(key, GgufValueType.UInt32, null, value, 0));
}
