namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>
/// Thrift's compact protocol, as far as the metadata of Parquet uses it; nothing is allocated by what it says.
/// </summary>
/// <remarks>https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md</remarks>
internal ref struct ThriftReader(ReadOnlySpan<byte> bytes)
{
    /// <summary>Type of a text or of bytes.</summary>
    public const int Binary = 8;

    /// <summary>Type of a list.</summary>
    public const int List = 9;

    /// <summary>Type of a structure.</summary>
    public const int Structure = 12;

    private const int Stop = 0;
    private const int DeepestStructure = 32;

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>The next field of a structure.</summary>
    /// <param name="id">The number of the field before it, and then its own.</param>
    /// <param name="type">Its type.</param>
    /// <returns>Whether there is one.</returns>
    public bool NextField(ref int id, out int type)
    {
        byte head = Byte();
        type = head & 0xf;
        if (type == Stop)
        {
            return false;
        }

        id = head >> 4 is var step and > 0 ? id + step : (int)Integer();
        return true;
    }

    /// <summary>Begins a list.</summary>
    /// <returns>Number and type of its elements; each takes at least one byte.</returns>
    public (int Count, int Type) BeginList()
    {
        byte head = Byte();
        long count = head >> 4 is var few and < 15 ? few : (long)Unsigned();
        return count >= 0 && count <= _bytes.Length - Position ? ((int)count, head & 0xf) : throw Broken();
    }

    /// <summary>A whole number.</summary>
    public long Integer()
    {
        ulong value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>Passes over a value of a type.</summary>
    public void Skip(int type, int depth = 0)
    {
        switch (type)
        {
            case 1 or 2 when depth == 0:
                break;
            case 1 or 2 or 3:
                Advance(1);
                break;
            case 4 or 5 or 6:
                Unsigned();
                break;
            case 7:
                Advance(sizeof(double));
                break;
            case Binary:
                Advance(Unsigned());
                break;
            case List or 10 when depth < DeepestStructure:
                SkipList(depth);
                break;
            case Structure when depth < DeepestStructure:
                int id = 0;
                while (NextField(ref id, out int field))
                {
                    SkipField(field, depth + 1);
                }

                break;
            default:
                throw Broken();
        }
    }

    private void SkipList(int depth)
    {
        (int count, int type) = BeginList();
        for (int i = 0; i < count; i++)
        {
            Skip(type, depth + 1);
        }
    }

    // A truth value of a structure stands in its head; one of a list takes a byte.
    private void SkipField(int type, int depth)
    {
        if (type is not (1 or 2))
        {
            Skip(type, depth);
        }
    }

    private byte Byte() => Position < _bytes.Length ? _bytes[Position++] : throw new EndOfStreamException();

    private void Advance(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
        {
            throw new EndOfStreamException();
        }

        Position += (int)count;
    }

    private ulong Unsigned()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Byte();
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw Broken();
    }

    private static InvalidDataException Broken() => new("malformed metadata");
}
