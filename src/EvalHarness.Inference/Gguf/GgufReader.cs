using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace EvalHarness.Inference.Gguf;

/// <summary>A cursor over a file that never passes its end and never trusts a length.</summary>
/// <param name="data">Where its bytes are, or come to be.</param>
/// <param name="length">How many it has.</param>
/// <param name="fill">Lets the first so many bytes come, and says how many there are then.</param>
internal sealed unsafe class GgufReader(byte* data, long length, Func<long, long> fill)
{
    /// <summary>A name in a file may be long, but not so long that it fills an error message.</summary>
    private const int LongestName = 65_535;

    private long _filled;

    /// <summary>Offset of the next byte.</summary>
    public long Offset { get; private set; }

    /// <summary>Bytes left.</summary>
    public long Remaining => length - Offset;

    /// <summary>Takes the next bytes, at most 2 GiB of them.</summary>
    public ReadOnlySpan<byte> Take(long count, string what)
    {
        if ((ulong)count > (ulong)Remaining || count > int.MaxValue)
        {
            throw new GgufFormatException(
                Offset,
                FormattableString.Invariant($"{Remaining} bytes before the end of the file"),
                FormattableString.Invariant($"{(ulong)count} bytes of {what}"));
        }

        if (Offset + count > _filled)
        {
            _filled = fill(Offset + count);
        }

        ReadOnlySpan<byte> taken = new(data + Offset, (int)count);
        Offset += count;
        return taken;
    }

    public uint ReadUInt32(string what) => BinaryPrimitives.ReadUInt32LittleEndian(Take(4, what));

    public int ReadInt32(string what) => BinaryPrimitives.ReadInt32LittleEndian(Take(4, what));

    public ulong ReadUInt64(string what) => BinaryPrimitives.ReadUInt64LittleEndian(Take(8, what));

    public long ReadInt64(string what) => BinaryPrimitives.ReadInt64LittleEndian(Take(8, what));

    /// <summary>Reads how many things follow, each at least so many bytes, and checks that they can fit.</summary>
    public int ReadCount(string what, int bytesEach)
    {
        long at = Offset;
        ulong count = ReadUInt64($"the number of {what}");
        long most = Math.Min(Remaining / bytesEach, Array.MaxLength);
        return count <= (ulong)most
            ? (int)count
            : throw new GgufFormatException(
                at,
                FormattableString.Invariant($"{count} {what}"),
                FormattableString.Invariant($"at most {most}, as {Remaining} bytes remain"));
    }

    /// <summary>Reads a length and that many bytes of valid UTF-8.</summary>
    public string ReadString(string what)
    {
        long at = Offset;
        int count = ReadCount($"bytes of {what}", 1);
        ReadOnlySpan<byte> text = Take(count, what);
        return Utf8.IsValid(text)
            ? Encoding.UTF8.GetString(text)
            : throw new GgufFormatException(at + 8, $"invalid UTF-8 in {what}", "UTF-8 text");
    }

    /// <summary>Reads a name: not empty, at most 65,535 bytes.</summary>
    public string ReadName(string what)
    {
        long at = Offset;
        string name = ReadString(what);
        return name.Length is > 0 and <= LongestName
            ? name
            : throw new GgufFormatException(
                at,
                FormattableString.Invariant($"{what} of {name.Length} characters"),
                FormattableString.Invariant($"1 to {LongestName}"));
    }
}
