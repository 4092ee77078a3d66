using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace EvalHarness.Inference.Gguf;

/// <summary>Writes metadata entries, little endian.</summary>
internal static class GgufValueWriter
{
    /// <summary>Writes one entry.</summary>
    public static void Write(Stream stream, GgufMetadataEntry entry)
    {
        WriteString(stream, entry.Key);
        WriteInt32(stream, (int)entry.Type);
        if (entry.ElementType is not { } elementType)
        {
            WriteScalar(stream, entry.Value);
            return;
        }

        Array values = (Array)entry.Value;
        WriteInt32(stream, (int)elementType);
        WriteInt64(stream, values.Length);
        WriteElements(stream, values);
    }

    public static void WriteString(Stream stream, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        WriteInt64(stream, bytes.Length);
        stream.Write(bytes);
    }

    public static void WriteInt32(Stream stream, int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    public static void WriteInt64(Stream stream, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }

    private static void WriteScalar(Stream stream, object value)
    {
        if (value is string text)
        {
            WriteString(stream, text);
            return;
        }

        Array single = Array.CreateInstance(value.GetType(), 1);
        single.SetValue(value, 0);
        WriteElements(stream, single);
    }

    private static void WriteElements(Stream stream, Array values)
    {
        if (values is string[] texts)
        {
            foreach (string text in texts)
            {
                WriteString(stream, text);
            }

            return;
        }

        // Every other element is a plain little-endian value, as it lies in memory.
        ref byte first = ref MemoryMarshal.GetArrayDataReference(values);
        stream.Write(MemoryMarshal.CreateReadOnlySpan(ref first, Buffer.ByteLength(values)));
    }
}
