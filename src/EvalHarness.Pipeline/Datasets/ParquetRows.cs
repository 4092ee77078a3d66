using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using EvalHarness.Pipeline.Datasets.Fields;
using EvalHarness.Pipeline.Datasets.Parquet;
using ParquetSharp;
using ParquetSharp.IO;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// Rows of a Parquet file, a page of each column in memory at a time. A row's place is its number, from 1. Lists,
/// structures and maps are read as JSON would hold them; bytes are base64.
/// </summary>
internal sealed class ParquetRows(DatasetFile file) : IRowSource
{
    private const int SmallestFile = 12;
    private const int LargestFooter = 64 << 20;
    private const int ColumnBuffer = 1 << 16;

    private static readonly byte[] s_magic = "PAR1"u8.ToArray();
    private static readonly MemoryPool s_pool = ThriftiestPool();

    public async IAsyncEnumerable<DatasetRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream stream = await file.OpenBytesAsync(cancellationToken);
        IReadOnlyList<ParquetChunk[]> chunks = await CheckAsync(stream, cancellationToken);
        using ManagedRandomAccessFile bytes = new(stream, leaveOpen: true);
        using ReaderProperties properties = ReaderProperties.WithMemoryPool(s_pool);
        properties.EnableBufferedStream();
        properties.BufferSize = ColumnBuffer;
        using ParquetFileReader reader = Guarded(() => new ParquetFileReader(bytes, properties), "its metadata");
        IReadOnlyList<ParquetField> fields =
            Guarded(() => ParquetFields.From(reader.FileMetaData.Schema.GroupNode), "its schema");
        FieldNames names = NamesOf(fields);
        int line = 1;
        for (int group = 0; group < chunks.Count; group++)
        {
            string place = FormattableString.Invariant($"row group {group + 1}");
            using RowGroupReader rows = Guarded(() => Open(reader, group, stream, chunks[group]), place);
            using ParquetColumns columns = Guarded(() => new ParquetColumns(fields, rows), place);
            for (long i = 0; i < rows.MetaData.NumRows; i++, line++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return NextRow(columns, names, line, place);
            }
        }
    }

    private DatasetRow NextRow(ParquetColumns columns, FieldNames names, int line, string place)
    {
        FieldValue[] values;
        try
        {
            values = columns.NextRow(file.RowBytes);
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            throw Damaged(place);
        }

        return columns.Bytes > file.RowBytes ? DatasetRow.Bad(line, file.TooLong(line))
            : columns.Mistake is { } found ? DatasetRow.Bad(line, file.WrongEncoding(line, found))
            : new(line, new FieldValues(names, values), columns.Bytes);
    }

    private FieldNames NamesOf(IReadOnlyList<ParquetField> fields)
    {
        string[] names = [.. fields.Select(field => field.Name)];
        HashSet<string> known = new(StringComparer.Ordinal);
        return Array.Find(names, name => !known.Add(name)) is { } twice
            ? throw Broken($"the duplicate column \"{twice}\"", "a unique name for every column")
            : new(names);
    }

    private static RowGroupReader Open(
        ParquetFileReader reader, int group, Stream stream, IReadOnlyList<ParquetChunk> chunks)
    {
        foreach (ParquetChunk chunk in chunks)
        {
            ParquetPages.Check(stream, chunk);
        }

        return reader.RowGroup(group);
    }

    private async Task<IReadOnlyList<ParquetChunk[]>> CheckAsync(Stream stream, CancellationToken cancellationToken)
    {
        if (stream.Length < SmallestFile)
        {
            throw Broken("a file too short to be Parquet");
        }

        byte[] start = new byte[s_magic.Length];
        byte[] end = new byte[sizeof(int) + s_magic.Length];
        await stream.ReadExactlyAsync(start, cancellationToken);
        stream.Position = stream.Length - end.Length;
        await stream.ReadExactlyAsync(end, cancellationToken);
        if (!start.AsSpan().SequenceEqual(s_magic) || !end.AsSpan(sizeof(int)).SequenceEqual(s_magic))
        {
            throw Broken("a file that does not begin and end as Parquet does");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (length > stream.Length - SmallestFile || length > LargestFooter)
        {
            throw Broken(
                FormattableString.Invariant($"metadata of {length} bytes, more than the file has or may have"));
        }

        byte[] footer = new byte[length];
        long place = stream.Length - end.Length - footer.Length;
        stream.Position = place;
        await stream.ReadExactlyAsync(footer, cancellationToken);
        try
        {
            return ParquetFooter.Read(footer, place);
        }
        catch (InvalidDataException damage)
        {
            throw Broken(damage.Message, "a whole Parquet file with row groups of about 64 MB");
        }
        catch (EndOfStreamException)
        {
            throw Damaged("its metadata");
        }
    }

    // Of the allocators in the native reader, it gives back most of what row groups leave behind.
    private static MemoryPool ThriftiestPool()
    {
        try
        {
            return MemoryPool.JemallocMemoryPool();
        }
        catch (ParquetException)
        {
            // Not built in, as on Windows.
            return MemoryPool.GetDefaultMemoryPool();
        }
    }

    private T Guarded<T>(Func<T> read, string place)
    {
        try
        {
            return read();
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            throw Damaged(place);
        }
    }

    // The reader meets damage with whatever its arithmetic throws.
    private static bool IsOfFile(Exception failure) =>
        failure is not (OperationCanceledException or InvalidInputException or OutOfMemoryException);

    private InvalidInputException Damaged(string place) => Broken($"damaged or unsupported data in {place}");

    private InvalidInputException Broken(string actual, string expected = "a whole Parquet file") =>
        new(file.Name, actual, expected, "Write the file again, or convert it to .jsonl.");
}
