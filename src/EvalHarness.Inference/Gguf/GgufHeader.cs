using System.Numerics;

namespace EvalHarness.Inference.Gguf;

/// <summary>Everything before the data of a file, read and verified.</summary>
/// <param name="Version">2 or 3.</param>
/// <param name="Alignment">Alignment of the data, in bytes.</param>
/// <param name="Entries">Metadata, no key twice.</param>
/// <param name="Tensors">Tensors, no name twice, no two overlapping, all inside the file.</param>
/// <param name="DataStart">Where the data begins in the file.</param>
internal sealed record GgufHeader(
    uint Version,
    int Alignment,
    IReadOnlyList<GgufMetadataEntry> Entries,
    IReadOnlyList<GgufTensorDeclaration> Tensors,
    long DataStart)
{
    private const int MostDimensions = 4;
    private const int LargestAlignment = 1 << 24;

    /// <summary>
    /// Smallest declaration: name length, one byte of name, dimension count, one dimension, type, offset.
    /// </summary>
    private const int SmallestDeclarationBytes = 8 + 1 + 4 + 8 + 4 + 8;

    /// <summary>Reads a header from the beginning of a file.</summary>
    public static GgufHeader Read(GgufReader reader, long fileLength)
    {
        uint version = ReadVersion(reader);
        int tensorCount = reader.ReadCount("tensors", SmallestDeclarationBytes);
        int entryCount = reader.ReadCount("metadata entries", GgufValueReader.SmallestEntryBytes);
        List<GgufMetadataEntry> entries = ReadEntries(reader, entryCount);
        int alignment = ReadAlignment(entries);
        List<GgufTensorDeclaration> tensors = ReadDeclarations(reader, tensorCount, alignment);
        long start = checked((reader.Offset + alignment - 1) / alignment * alignment);
        VerifyExtents(tensors, start, fileLength);
        return new(version, alignment, entries, tensors, start);
    }

    private static uint ReadVersion(GgufReader reader)
    {
        ReadOnlySpan<byte> magic = reader.Take(4, "the magic");
        if (!magic.SequenceEqual("GGUF"u8))
        {
            throw new GgufFormatException(
                0,
                $"the bytes {Convert.ToHexString(magic)}",
                "the magic 'GGUF' (47475546)",
                "Give the path of a GGUF file.");
        }

        uint version = reader.ReadUInt32("the version");
        return version is 2 or 3
            ? version
            : throw new GgufFormatException(
                4,
                (version & 0xFFFF) == 0
                    ? "a big-endian file"
                    : FormattableString.Invariant($"version {version}"),
                "a little-endian file of version 2 or 3",
                "Convert the model again with a current converter.");
    }

    private static List<GgufMetadataEntry> ReadEntries(GgufReader reader, int count)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        List<GgufMetadataEntry> entries = [];
        for (int i = 0; i < count; i++)
        {
            long at = reader.Offset;
            GgufMetadataEntry entry = GgufValueReader.ReadEntry(reader);
            if (!keys.Add(entry.Key))
            {
                throw new GgufFormatException(at, $"duplicate metadata key '{entry.Key}'", "every key once");
            }

            entries.Add(entry);
        }

        return entries;
    }

    private static int ReadAlignment(List<GgufMetadataEntry> entries)
    {
        if (entries.Find(entry => entry.Key == "general.alignment") is not { } entry)
        {
            return GgufFile.DefaultAlignment;
        }

        return entry.Value is uint alignment && BitOperations.IsPow2(alignment) && alignment <= LargestAlignment
            ? (int)alignment
            : throw new GgufFormatException(
                entry.ByteOffset,
                FormattableString.Invariant($"{entry.Type} {entry.Value} in 'general.alignment'"),
                FormattableString.Invariant($"a UInt32 power of two, at most {LargestAlignment}"));
    }

    private static List<GgufTensorDeclaration> ReadDeclarations(GgufReader reader, int count, int alignment)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        List<GgufTensorDeclaration> tensors = [];
        for (int i = 0; i < count; i++)
        {
            GgufTensorDeclaration tensor = ReadDeclaration(reader, alignment);
            if (!names.Add(tensor.Name))
            {
                throw new GgufFormatException(
                    tensor.DeclaredAt, $"duplicate tensor '{tensor.Name}'", "every name once");
            }

            tensors.Add(tensor);
        }

        return tensors;
    }

    private static GgufTensorDeclaration ReadDeclaration(GgufReader reader, int alignment)
    {
        long at = reader.Offset;
        string name = reader.ReadName("a tensor name");
        uint dimensionCount = reader.ReadUInt32($"the dimension count of '{name}'");
        if (dimensionCount is < 1 or > MostDimensions)
        {
            throw new GgufFormatException(
                at,
                FormattableString.Invariant($"{dimensionCount} dimensions of tensor '{name}'"),
                FormattableString.Invariant($"1 to {MostDimensions}"));
        }

        long[] dimensions = new long[dimensionCount];
        for (int d = 0; d < dimensions.Length; d++)
        {
            dimensions[d] = reader.ReadInt64($"a dimension of '{name}'");
        }

        TensorType type = (TensorType)reader.ReadInt32($"the type of '{name}'");
        long byteLength = MeasureBytes(at, name, type, dimensions);
        long offset = reader.ReadInt64($"the offset of '{name}'");
        return offset >= 0 && offset % alignment == 0
            ? new(name, type, dimensions, offset, byteLength, at)
            : throw new GgufFormatException(
                at,
                FormattableString.Invariant($"offset {offset} of tensor '{name}'"),
                FormattableString.Invariant($"a multiple of the alignment, {alignment}"));
    }

    private static long MeasureBytes(long at, string name, TensorType type, long[] dimensions)
    {
        TensorLayout layout = TensorLayout.Find(type) ?? throw new GgufFormatException(
            at,
            FormattableString.Invariant($"type {(int)type} of tensor '{name}'"),
            "a known tensor type",
            "Quantize the model to one of the types that 'quantize --help' lists.");
        UInt128 count = 1;
        foreach (long dimension in dimensions)
        {
            // Four factors below 2^63 could overflow 128 bits only after the product has passed 2^63 already.
            count = dimension > 0 && count <= long.MaxValue ? count * (UInt128)dimension : UInt128.MaxValue;
        }

        if (count > long.MaxValue / 8 || dimensions[0] % layout.BlockLength != 0)
        {
            throw new GgufFormatException(
                at,
                $"dimensions {string.Join(" x ", dimensions.Select(d => FormattableString.Invariant($"{d}")))} "
                    + $"of {type} tensor '{name}'",
                FormattableString.Invariant($"positive dimensions, the first a multiple of {layout.BlockLength}"));
        }

        // A header is at most four bytes and a row at least eight weights: this stays below the checked product.
        long rows = (long)count / dimensions[0];
        return checked(rows * layout.RowBytes(dimensions[0]));
    }

    private static void VerifyExtents(List<GgufTensorDeclaration> tensors, long dataStart, long fileLength)
    {
        GgufTensorDeclaration? previous = null;
        foreach (GgufTensorDeclaration tensor in tensors.OrderBy(tensor => tensor.Offset))
        {
            long available = fileLength - dataStart;
            if (tensor.Offset > available || tensor.ByteLength > available - tensor.Offset)
            {
                throw new GgufFormatException(
                    tensor.DeclaredAt,
                    FormattableString.Invariant($"tensor '{tensor.Name}' from {tensor.Offset}, ")
                        + FormattableString.Invariant($"{tensor.ByteLength} bytes long"),
                    FormattableString.Invariant($"data inside the {Math.Max(0, available)} bytes after the header"),
                    "The file is truncated or damaged: download or convert it again.");
            }

            if (previous is not null && tensor.Offset < previous.Offset + previous.ByteLength)
            {
                throw new GgufFormatException(
                    tensor.DeclaredAt,
                    $"tensor '{tensor.Name}' overlapping '{previous.Name}'",
                    "tensors that do not overlap");
            }

            previous = tensor;
        }
    }
}
