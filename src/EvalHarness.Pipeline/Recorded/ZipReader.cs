using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;
using System.Text;
using ZstdSharp;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>
/// Reads zip archives whose files are stored, deflated or compressed by Zstandard, which the platform's own reader
/// does not know. Every length is checked before anything is allocated by it.
/// </summary>
/// <remarks>
/// Format: PKWARE's APPNOTE 6.3.9, with the 64-bit fields of section 4.5.3. SharpCompress 0.50.8 knows Zstandard too,
/// but takes a damaged entry for the end of the directory: the samples behind it would be missing without a word.
/// </remarks>
/// <param name="file">The archive; seekable, and left open.</param>
/// <param name="name">What to call it in messages.</param>
internal sealed class ZipReader(Stream file, string name)
{
    private const int EndBytes = 22;
    private const int End64Bytes = 56;
    private const int LocatorBytes = 20;
    private const int EntryBytes = 46;
    private const int HeaderBytes = 30;
    private const int LargestDirectory = 1 << 28;
    private const uint Is64 = uint.MaxValue;

    /// <summary>The files, in the order of the directory.</summary>
    /// <exception cref="InvalidInputException">The archive is damaged.</exception>
    public IReadOnlyList<ZipEntry> ReadDirectory()
    {
        (long offset, long bytes) = FindDirectory();
        if (bytes > LargestDirectory || offset < 0 || bytes < 0 || offset > file.Length - bytes)
        {
            throw Damaged("a directory outside of the file");
        }

        byte[] directory = Read(offset, (int)bytes);
        List<ZipEntry> entries = [];
        int at = 0;
        while (at + EntryBytes <= directory.Length && Word(directory, at) == 0x02014B50)
        {
            ReadOnlySpan<byte> entry = directory.AsSpan(at);
            int nameBytes = Half(entry, 28);
            int extraBytes = Half(entry, 30);
            int all = EntryBytes + nameBytes + extraBytes + Half(entry, 32);
            if (all > entry.Length)
            {
                throw Damaged("a directory that ends within an entry");
            }

            entries.Add(Entry(
                Encoding.UTF8.GetString(entry.Slice(EntryBytes, nameBytes)), entry,
                entry.Slice(EntryBytes + nameBytes, extraBytes)));
            at += all;
        }

        return at == directory.Length ? entries : throw Damaged("a directory with other things than entries");
    }

    /// <summary>The content of a file.</summary>
    /// <param name="entry">The file.</param>
    /// <param name="most">Most bytes that are read.</param>
    /// <exception cref="InvalidInputException">
    /// It is larger, compressed otherwise, damaged, or not as large as the directory says.
    /// </exception>
    public byte[] ReadEntry(ZipEntry entry, int most)
    {
        string place = $"{name}: {entry.Name}";
        long larger = Math.Max(entry.Bytes, entry.PackedBytes);
        if (larger > most)
        {
            throw new InvalidInputException(
                place, FormattableString.Invariant($"{larger} bytes"),
                FormattableString.Invariant($"at most {most} bytes"));
        }

        byte[] header = Read(entry.HeaderOffset, HeaderBytes);
        long start = entry.HeaderOffset + HeaderBytes + Half(header, 26) + Half(header, 28);
        if (Word(header, 0) != 0x04034B50)
        {
            throw Damaged($"{entry.Name} outside of the file");
        }

        try
        {
            using Stream packed = new MemoryStream(Read(start, (int)entry.PackedBytes));
            using Stream content = entry.Method switch
            {
                0 => packed,
                8 => new DeflateStream(packed, CompressionMode.Decompress),
                93 => new DecompressionStream(packed),
                _ => throw new InvalidInputException(
                    place, FormattableString.Invariant($"compression method {entry.Method}"),
                    "a file that is stored, deflated or compressed by Zstandard"),
            };
            byte[] bytes = new byte[entry.Bytes];
            int read = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (read < bytes.Length || content.ReadByte() >= 0)
            {
                throw Damaged($"{entry.Name} of another size than the directory says");
            }

            return Crc32.HashToUInt32(bytes) == entry.Checksum
                ? bytes : throw Damaged($"{entry.Name} of another content than the directory says");
        }
        catch (Exception failure) when (failure is InvalidDataException or ZstdException or EndOfStreamException)
        {
            throw Damaged($"{entry.Name} whose compressed data is damaged");
        }
    }

    // The end of the directory is behind everything but a comment of at most 64 KiB.
    private (long Offset, long Bytes) FindDirectory()
    {
        int tail = (int)Math.Min(file.Length, EndBytes + ushort.MaxValue);
        byte[] bytes = Read(file.Length - tail, tail);
        for (int at = tail - EndBytes; at >= 0; at--)
        {
            if (Word(bytes, at) == 0x06054B50 && at + EndBytes + Half(bytes, at + 20) == tail)
            {
                uint offset = Word(bytes, at + 16);
                uint size = Word(bytes, at + 12);
                return offset == Is64 || size == Is64 ? FindDirectory64(file.Length - tail + at) : (offset, size);
            }
        }

        throw Damaged("no directory at its end");
    }

    private (long Offset, long Bytes) FindDirectory64(long end)
    {
        byte[] locator = Read(end - LocatorBytes, LocatorBytes);
        byte[] record = Read(Word(locator, 0) == 0x07064B50 ? Long(locator, 8) : -1, End64Bytes);
        return Word(record, 0) == 0x06064B50
            ? (Long(record, 48), Long(record, 40)) : throw Damaged("no 64-bit directory");
    }

    // Sizes and offsets that 32 bits do not hold follow in an extra field, in this order.
    private ZipEntry Entry(string path, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        ReadOnlySpan<byte> wide = default;
        while (extra.Length >= 4 && Half(extra, 2) <= extra.Length - 4)
        {
            wide = Half(extra, 0) == 1 ? extra.Slice(4, Half(extra, 2)) : wide;
            extra = extra[(4 + Half(extra, 2))..];
        }

        long bytes = Widen(Word(entry, 24), ref wide);
        long packed = Widen(Word(entry, 20), ref wide);
        long offset = Widen(Word(entry, 42), ref wide);
        return (Half(entry, 8) & 1) == 0
            ? new(path, Half(entry, 10), Word(entry, 16), packed, bytes, offset)
            : throw Damaged("encrypted files");
    }

    private long Widen(uint narrow, ref ReadOnlySpan<byte> wide)
    {
        if (narrow != Is64)
        {
            return narrow;
        }

        if (wide.Length < sizeof(long) || Long(wide, 0) < 0)
        {
            throw Damaged("an entry without its 64-bit size");
        }

        long value = Long(wide, 0);
        wide = wide[sizeof(long)..];
        return value;
    }

    private byte[] Read(long offset, int count)
    {
        if (offset < 0 || offset > file.Length - count)
        {
            throw Damaged("a place outside of the file");
        }

        byte[] bytes = new byte[count];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    private InvalidInputException Damaged(string found) =>
        new(name, $"a damaged zip archive, with {found}", "a whole archive", "Copy or download it again.");

    private static int Half(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Word(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Long(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
