using System.Runtime.CompilerServices;
using System.Text.Json;
using EvalHarness.Pipeline.Datasets;
using EvalHarness.Pipeline.Datasets.Fields;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>
/// A file of answers that another program recorded: <c>samples_*.jsonl</c> of lm-evaluation-harness, or a log of
/// Inspect, <c>.eval</c> or <c>.json</c>. What it is shows in its content. Reading it again reads the same.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="copies">What it is read from; <c>null</c> to read the file itself.</param>
internal sealed class RecordedFile(string path, DatasetCopies? copies = null)
{
    /// <summary>Largest line, and largest sample of a log.</summary>
    public const int RowBytes = 64 << 20;

    private const int BufferBytes = 1 << 16;

    // How errors speak of places in it, as in a dataset.
    private readonly DatasetFile _file = new(path, RowBytes, copies);

    /// <summary>The file, as messages name it.</summary>
    public string Name => _file.Name;

    /// <summary>Its rows, in its order.</summary>
    /// <exception cref="InvalidInputException">It cannot be read; names the line or the sample.</exception>
    public async IAsyncEnumerable<RecordedRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream stream = await _file.OpenBytesAsync(cancellationToken);
        byte first = await FirstAsync(stream, cancellationToken);
        IEnumerable<RecordedRow> rows = InspectLog.Find(stream, _file.Name, first) is { } log
            ? log.Read() : ReadLines(stream, first);
        foreach (RecordedRow row in rows)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return row;
        }
    }

    /// <summary>What the file itself says of its whole.</summary>
    /// <exception cref="InvalidInputException">It cannot be read.</exception>
    public async Task<RecordedHeader> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        await using Stream stream = await _file.OpenBytesAsync(cancellationToken);
        byte first = await FirstAsync(stream, cancellationToken);
        return InspectLog.Find(stream, _file.Name, first)?.ReadHeader() ?? RecordedHeader.FromName(path);
    }

    // Every file begins with the sign of its format, behind white space or a byte order mark.
    private static async Task<byte> FirstAsync(Stream stream, CancellationToken cancellationToken)
    {
        byte[] start = new byte[BufferBytes];
        int read = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellationToken);
        stream.Position = 0;
        return start.AsSpan(0, read).TrimStart("\uFEFF \t\r\n"u8) is [var first, ..] ? first : (byte)0;
    }

    // One row a line; versions before 0.4.3 wrote one list of rows under the same name.
    private IEnumerable<RecordedRow> ReadLines(Stream stream, byte first)
    {
        if (first is not ((byte)'{' or (byte)'['))
        {
            throw new InvalidInputException(
                _file.Name, first == 0 ? "an empty file" : "neither JSON nor a log",
                "samples_*.jsonl of lm-evaluation-harness, or a .eval or .json log of Inspect");
        }

        RowSplitter splitter = first == (byte)'[' ? new JsonArraySplitter(RowBytes) : new LineSplitter(RowBytes);
        byte[] buffer = new byte[BufferBytes];
        int length;
        do
        {
            length = stream.Read(buffer);
            for (int start = 0; Next(splitter, buffer.AsSpan(start, length - start), ref start) is { } row;)
            {
                if (row.IsTooLong || !row.Bytes.Span.Trim("\uFEFF \t\r"u8).IsEmpty)
                {
                    yield return Parse(row);
                }

                if (length == 0)
                {
                    break;
                }
            }
        }
        while (length > 0);
    }

    private RowBytes? Next(RowSplitter splitter, ReadOnlySpan<byte> bytes, ref int start)
    {
        try
        {
            if (bytes.IsEmpty)
            {
                return start == 0 ? splitter.End() : null;
            }

            RowBytes? row = splitter.Take(bytes, out int consumed);
            start += consumed;
            return row;
        }
        catch (FormatException failure)
        {
            throw new InvalidInputException([_file.At(
                splitter.Line, failure.Message, "a whole file", "Check that the file was written to its end.")]);
        }
    }

    private RecordedRow Parse(RowBytes row)
    {
        if (row.IsTooLong)
        {
            throw new InvalidInputException([_file.TooLong(row.Line)]);
        }

        JsonElement value = RecordedJson.Parse(row.Bytes, _file.Name, row.Line);
        return value.ValueKind == JsonValueKind.Object
            ? HarnessRow.Parse(value, FormattableString.Invariant($"{_file.Name}:{row.Line}"))
            : throw new InvalidInputException([_file.At(row.Line, JsonText.Describe(value), "a JSON object")]);
    }
}
