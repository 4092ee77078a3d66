using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using ZstdSharp;

namespace EvalHarness.Tests.Testing;

/// <summary>Zip archives as bytes, also those that the platform's own writer would not write.</summary>
internal static class ZipBytes
{
    /// <summary>An archive of files by name.</summary>
    /// <param name="method">0 stored, 8 deflate, 93 Zstandard.</param>
    /// <param name="files">Name and content.</param>
    /// <param name="declared">Size that the directory gives for every file; that of the content by default.</param>
    public static byte[] Create(int method, IReadOnlyList<(string Name, string Text)> files, uint? declared = null)
    {
        using MemoryStream archive = new();
        using MemoryStream directory = new();
        foreach ((string name, string text) in files)
        {
            byte[] content = Encoding.UTF8.GetBytes(text);
            byte[] packed = Pack(method, content);
            byte[] path = Encoding.UTF8.GetBytes(name);
            byte[] header = new byte[30];
            BinaryPrimitives.WriteUInt32LittleEndian(header, 0x04034B50);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(26), (ushort)path.Length);
            byte[] entry = new byte[46];
            BinaryPrimitives.WriteUInt32LittleEndian(entry, 0x02014B50);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(10), (ushort)method);
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(16), Crc32.HashToUInt32(content));
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(20), (uint)packed.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(24), declared ?? (uint)content.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(28), (ushort)path.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(entry.AsSpan(42), (uint)archive.Length);
            archive.Write([.. header, .. path, .. packed]);
            directory.Write([.. entry, .. path]);
        }

        byte[] end = new byte[22];
        BinaryPrimitives.WriteUInt32LittleEndian(end, 0x06054B50);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(12), (uint)directory.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(16), (uint)archive.Length);
        return [.. archive.ToArray(), .. directory.ToArray(), .. end];
    }

    private static byte[] Pack(int method, byte[] content)
    {
        if (method == 93)
        {
            using Compressor compressor = new();
            return compressor.Wrap(content).ToArray();
        }

        if (method != 8)
        {
            return content;
        }

        using MemoryStream packed = new();
        using (DeflateStream deflate = new(packed, CompressionMode.Compress))
        {
            deflate.Write(content);
        }

        return packed.ToArray();
    }
}
