using System.Text;

namespace EvalHarness.Tests.Testing;

/// <summary>Writes GGUF files byte by byte, so that they can be wrong in one chosen place.</summary>
internal sealed class GgufBytes
{
    private readonly List<byte> _bytes = [];

    public GgufBytes(ulong tensors = 0, ulong entries = 0, string magic = "GGUF", uint version = 3) =>
        Bytes(Encoding.ASCII.GetBytes(magic)).Int32((int)version).UInt64(tensors).UInt64(entries);

    public GgufBytes Bytes(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public GgufBytes Int32(int value) => Bytes(BitConverter.GetBytes(value));

    public GgufBytes UInt64(ulong value) => Bytes(BitConverter.GetBytes(value));

    public GgufBytes Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        return UInt64((ulong)bytes.Length).Bytes(bytes);
    }

    public GgufBytes Entry(string key, uint value) => Text(key).Int32(4).Int32((int)value);

    public GgufBytes Tensor(string name, int type, ulong offset, params long[] dimensions)
    {
        Text(name).Int32(dimensions.Length);
        foreach (long dimension in dimensions)
        {
            UInt64((ulong)dimension);
        }

        return Int32(type).UInt64(offset);
    }

    /// <summary>Pads to the usual alignment and adds data.</summary>
    public GgufBytes Data(int count) => Bytes(new byte[(32 - (_bytes.Count % 32)) % 32]).Bytes(new byte[count]);

    public string WriteTo(string path)
    {
        File.WriteAllBytes(path, [.. _bytes]);
        return path;
    }
}
