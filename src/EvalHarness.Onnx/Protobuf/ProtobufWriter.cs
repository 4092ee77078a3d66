using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EvalHarness.Onnx.Protobuf;

/// <summary>Writes Protocol Buffers' wire format: fields of varints, of four bytes, and of counted bytes.</summary>
public sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int Counted = 2;
    private const int FourBytes = 5;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    /// <summary>A whole number.</summary>
    public void Integer(int field, long value)
    {
        Tag(field, Varint);
        Number((ulong)value);
    }

    /// <summary>A single-precision number.</summary>
    public void Float(int field, float value)
    {
        Tag(field, FourBytes);
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    /// <summary>A text in UTF-8.</summary>
    public void Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>Bytes.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> bytes)
    {
        Begin(field, bytes.Length);
        _bytes.Write(bytes);
    }

    /// <summary>A message within this one.</summary>
    public void Message(int field, Action<ProtobufWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        ProtobufWriter inner = new();
        write(inner);
        Bytes(field, inner.Written);
    }

    /// <summary>Begins counted bytes, which follow elsewhere.</summary>
    public void Begin(int field, long length)
    {
        Tag(field, Counted);
        Number((ulong)length);
    }

    /// <summary>Bytes that are fields already.</summary>
    public void Raw(ReadOnlySpan<byte> fields) => _bytes.Write(fields);

    private void Tag(int field, int kind) => Number(((ulong)field << 3) | (uint)kind);

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Write([(byte)(value | 0x80)]);
        }

        _bytes.Write([(byte)value]);
    }
}
