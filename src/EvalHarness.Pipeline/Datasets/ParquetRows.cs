using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Parquet;
using Parquet.Meta;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// Rows of a Parquet file, one row group in memory at a time. A row's place is its number, from 1. Lists, structures
/// and maps are read as JSON would hold them; bytes are base64.
/// </summary>
internal sealed class ParquetRows(DatasetFile file) : IRowSource
{
    private const int SmallestFile = 12;
    private const long LargestColumn = 1L << 30;
    private const long MostValues = 100_000_000;

    private static readonly byte[] s_magic = "PAR1"u8.ToArray();

    public async IAsyncEnumerable<DatasetRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream stream = await file.OpenBytesAsync(cancellationToken);
        await CheckEndsAsync(stream, cancellationToken);
        await using ParquetReader reader = await GuardedAsync(() => ParquetReader.CreateAsync(
            stream, leaveStreamOpen: true, cancellationToken: cancellationToken), "its metadata");
        int line = 1;
        for (int group = 0; group < reader.RowGroupCount; group++)
        {
            string place = FormattableString.Invariant($"row group {group + 1}");
            using ParquetRowGroupReader rows = reader.OpenRowGroupReader(group);
            CheckSizes(rows.RowGroup, place, stream.Length);
            using ParquetColumns columns = await GuardedAsync(
                () => ParquetColumns.ReadAsync(rows, reader.Schema, cancellationToken), place);
            for (long i = 0; i < rows.RowCount; i++, line++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                JsonElement row = Guarded(columns.NextRow, place);
                yield return new(line, JsonRows.Fields(row)) { Object = row };
            }
        }
    }

    private async Task CheckEndsAsync(Stream stream, CancellationToken cancellationToken)
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
        stream.Position = 0;
        if (!start.AsSpan().SequenceEqual(s_magic) || !end.AsSpan(sizeof(int)).SequenceEqual(s_magic))
        {
            throw Broken("a file that does not begin and end as Parquet does");
        }

        uint footer = BinaryPrimitives.ReadUInt32LittleEndian(end);
        if (footer > stream.Length - SmallestFile)
        {
            throw Broken(FormattableString.Invariant($"metadata of {footer} bytes, more than the file has"));
        }
    }

    // Whatever is allocated follows from these.
    private void CheckSizes(RowGroup group, string place, long fileLength)
    {
        foreach (ColumnMetaData? column in group.Columns.Select(chunk => chunk.MetaData))
        {
            if (column is null || column.NumValues is < 0 or > MostValues
                || column.TotalUncompressedSize is < 0 or > LargestColumn
                || column.TotalCompressedSize < 0 || column.TotalCompressedSize > fileLength
                || column.DataPageOffset < 0 || column.DataPageOffset >= fileLength)
            {
                string name = column is null ? "?" : string.Join('.', column.PathInSchema);
                throw Broken(
                    $"a column \"{name}\" in {place} that lies beyond the file or is larger than 1 GiB",
                    "smaller row groups, such as 64 MB");
            }
        }
    }

    private async Task<T> GuardedAsync<T>(Func<Task<T>> read, string place)
    {
        try
        {
            return await read();
        }
        catch (Exception failure) when (IsOfFile(failure))
        {
            throw Broken($"damaged or unsupported data in {place}");
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
            throw Broken($"damaged or unsupported data in {place}");
        }
    }

    // The reader meets damage with whatever its arithmetic throws.
    private static bool IsOfFile(Exception failure) =>
        failure is not (OperationCanceledException or InvalidInputException or OutOfMemoryException);

    private InvalidInputException Broken(string actual, string expected = "a whole Parquet file") =>
        new(file.Name, actual, expected, "Write the file again, or convert it to .jsonl.");
}
