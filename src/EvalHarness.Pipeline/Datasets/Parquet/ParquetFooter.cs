namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>
/// The metadata of a Parquet file, read to check it: whatever a reader allocates, and how deep it recurses, follows
/// from what is found here.
/// </summary>
/// <remarks>https://github.com/apache/parquet-format/blob/master/src/main/thrift/parquet.thrift</remarks>
internal static class ParquetFooter
{
    private const long LargestColumn = 1L << 30;
    private const long MostValues = 100_000_000;
    private const int DeepestField = 64;

    /// <summary>The columns of each row group.</summary>
    /// <param name="footer">The metadata's bytes.</param>
    /// <param name="dataEnd">Where the pages end in the file.</param>
    /// <exception cref="InvalidDataException">A column lies beyond the file or is too large, or fields nest too deep.
    /// The message says so.</exception>
    /// <exception cref="EndOfStreamException">The metadata is cut off.</exception>
    public static IReadOnlyList<ParquetChunk[]> Read(ReadOnlySpan<byte> footer, long dataEnd)
    {
        ThriftReader reader = new(footer);
        List<ParquetChunk[]> groups = [];
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id, type)
            {
                case (2, ThriftReader.List):
                    CheckSchema(ref reader);
                    break;
                case (4, ThriftReader.List):
                    (int count, _) = reader.BeginList();
                    for (int i = 0; i < count; i++)
                    {
                        groups.Add(ReadGroup(ref reader, groups.Count + 1, dataEnd));
                    }

                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return groups;
    }

    // Groups nest by the number of children that each says it has.
    private static void CheckSchema(ref ThriftReader reader)
    {
        (int count, _) = reader.BeginList();
        Stack<long> open = new();
        for (int i = 0; i < count; i++)
        {
            long children = 0;
            int id = 0;
            while (reader.NextField(ref id, out int type))
            {
                if (id == 5)
                {
                    children = reader.Integer();
                }
                else
                {
                    reader.Skip(type);
                }
            }

            while (open.TryPeek(out long left) && left == 0)
            {
                open.Pop();
            }

            if (open.TryPop(out long siblings))
            {
                open.Push(siblings - 1);
            }

            if (children < 0 || children > count || open.Count >= DeepestField)
            {
                throw new InvalidDataException(
                    FormattableString.Invariant($"fields that nest deeper than {DeepestField} levels"));
            }

            open.Push(children);
        }
    }

    private static ParquetChunk[] ReadGroup(ref ThriftReader reader, int group, long dataEnd)
    {
        List<ParquetChunk> chunks = [];
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            if ((id, type) != (1, ThriftReader.List))
            {
                reader.Skip(type);
                continue;
            }

            (int count, _) = reader.BeginList();
            for (int i = 0; i < count; i++)
            {
                chunks.Add(ReadChunk(ref reader, group, chunks.Count + 1, dataEnd));
            }
        }

        return [.. chunks];
    }

    private static ParquetChunk ReadChunk(ref ThriftReader reader, int group, int column, long dataEnd)
    {
        ParquetChunk? chunk = null;
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            if (id == 1)
            {
                throw new InvalidDataException("columns in another file");
            }

            if ((id, type) == (3, ThriftReader.Structure))
            {
                chunk = ReadMetadata(ref reader);
            }
            else
            {
                reader.Skip(type);
            }
        }

        return chunk is { } known && known.Start >= 4 && known.Bytes >= 0 && known.Start <= dataEnd - known.Bytes
            && known.Values is >= 0 and <= MostValues && known.Uncompressed is >= 0 and <= LargestColumn
            ? known
            : throw new InvalidDataException(FormattableString.Invariant(
                $"a column (number {column} of row group {group}) that lies beyond the file or is larger than 1 GiB"));
    }

    private static ParquetChunk ReadMetadata(ref ThriftReader reader)
    {
        long values = -1, uncompressed = -1, bytes = -1, data = -1, dictionary = 0;
        int id = 0;
        while (reader.NextField(ref id, out int type))
        {
            switch (id)
            {
                case 5:
                    values = reader.Integer();
                    break;
                case 6:
                    uncompressed = reader.Integer();
                    break;
                case 7:
                    bytes = reader.Integer();
                    break;
                case 9:
                    data = reader.Integer();
                    break;
                case 11:
                    dictionary = reader.Integer();
                    break;
                default:
                    reader.Skip(type);
                    break;
            }
        }

        return new(dictionary > 0 && dictionary < data ? dictionary : data, bytes, uncompressed, values);
    }
}
