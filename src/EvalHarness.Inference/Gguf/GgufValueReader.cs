using System.Runtime.InteropServices;

namespace EvalHarness.Inference.Gguf;

/// <summary>Reads the metadata entries of a file.</summary>
internal static class GgufValueReader
{
    /// <summary>Smallest entry: a key's length, one byte of key, a type, a one-byte value.</summary>
    public const int SmallestEntryBytes = 8 + 1 + 4 + 1;

    /// <summary>Reads one entry.</summary>
    public static GgufMetadataEntry ReadEntry(GgufReader reader)
    {
        string key = reader.ReadName("a metadata key");
        GgufValueType type = ReadType(reader, key);
        long at = reader.Offset;
        if (type != GgufValueType.Array)
        {
            return new(key, type, null, ReadScalar(reader, type, key), at);
        }

        GgufValueType elementType = ReadType(reader, key);
        if (elementType == GgufValueType.Array)
        {
            throw new GgufFormatException(at, $"an array of arrays in '{key}'", "an array of plain values");
        }

        int count = reader.ReadCount($"elements of '{key}'", SizeOf(elementType));
        return new(key, type, elementType, ReadArray(reader, elementType, count, key), at);
    }

    private static GgufValueType ReadType(GgufReader reader, string key)
    {
        long at = reader.Offset;
        int type = reader.ReadInt32($"the type of '{key}'");
        return type is >= 0 and <= 12
            ? (GgufValueType)type
            : throw new GgufFormatException(
                at, FormattableString.Invariant($"value type {type} of '{key}'"), "a type from 0 to 12");
    }

    /// <summary>Bytes of a value, or the least that it can take.</summary>
    private static int SizeOf(GgufValueType type) => type switch
    {
        GgufValueType.UInt8 or GgufValueType.Int8 or GgufValueType.Bool => 1,
        GgufValueType.UInt16 or GgufValueType.Int16 => 2,
        GgufValueType.UInt32 or GgufValueType.Int32 or GgufValueType.Float32 => 4,
        _ => 8,
    };

    private static object ReadScalar(GgufReader reader, GgufValueType type, string key) => type switch
    {
        GgufValueType.UInt8 => One<byte>(reader, key),
        GgufValueType.Int8 => One<sbyte>(reader, key),
        GgufValueType.UInt16 => One<ushort>(reader, key),
        GgufValueType.Int16 => One<short>(reader, key),
        GgufValueType.UInt32 => One<uint>(reader, key),
        GgufValueType.Int32 => One<int>(reader, key),
        GgufValueType.Float32 => One<float>(reader, key),
        GgufValueType.Bool => ReadBools(reader, 1, key)[0],
        GgufValueType.UInt64 => One<ulong>(reader, key),
        GgufValueType.Int64 => One<long>(reader, key),
        GgufValueType.Float64 => One<double>(reader, key),
        _ => reader.ReadString($"the value of '{key}'"),
    };

    private static object ReadArray(GgufReader reader, GgufValueType type, int count, string key) => type switch
    {
        GgufValueType.UInt8 => Many<byte>(reader, count, key),
        GgufValueType.Int8 => Many<sbyte>(reader, count, key),
        GgufValueType.UInt16 => Many<ushort>(reader, count, key),
        GgufValueType.Int16 => Many<short>(reader, count, key),
        GgufValueType.UInt32 => Many<uint>(reader, count, key),
        GgufValueType.Int32 => Many<int>(reader, count, key),
        GgufValueType.Float32 => Many<float>(reader, count, key),
        GgufValueType.Bool => ReadBools(reader, count, key),
        GgufValueType.UInt64 => Many<ulong>(reader, count, key),
        GgufValueType.Int64 => Many<long>(reader, count, key),
        GgufValueType.Float64 => Many<double>(reader, count, key),
        _ => ReadStrings(reader, count, key),
    };

    private static unsafe T One<T>(GgufReader reader, string key)
        where T : unmanaged => MemoryMarshal.Read<T>(reader.Take(sizeof(T), $"the value of '{key}'"));

    private static unsafe T[] Many<T>(GgufReader reader, int count, string key)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = reader.Take((long)count * sizeof(T), $"the elements of '{key}'");
        T[] values = new T[count];
        bytes.CopyTo(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static bool[] ReadBools(GgufReader reader, int count, string key)
    {
        long at = reader.Offset;
        ReadOnlySpan<byte> bytes = reader.Take(count, $"the value of '{key}'");
        int wrong = bytes.IndexOfAnyExcept((byte)0, (byte)1);
        if (wrong >= 0)
        {
            throw new GgufFormatException(
                at + wrong, FormattableString.Invariant($"{bytes[wrong]} as a boolean of '{key}'"), "0 or 1");
        }

        return MemoryMarshal.Cast<byte, bool>(bytes).ToArray();
    }

    private static string[] ReadStrings(GgufReader reader, int count, string key)
    {
        string what = $"an element of '{key}'";
        string[] values = new string[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = reader.ReadString(what);
        }

        return values;
    }
}
