using System.Runtime.CompilerServices;
using System.Text.Unicode;
using CsvHelper;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Rows of CSV (RFC 4180) or TSV with a line of names first.</summary>
internal sealed class DelimitedRows(DatasetFile file, char separator) : IRowSource
{
    public async IAsyncEnumerable<DatasetRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Queue<DatasetRow> malformed = new();
        await using FileStream stream = file.Open();
        using CsvReader reader = CsvReader.Create(stream, Options(malformed));
        bool hasRow = await NextAsync(reader, cancellationToken);
        string[] names = ReadNames(reader);
        while (hasRow)
        {
            while (malformed.TryDequeue(out DatasetRow? bad))
            {
                yield return bad;
            }

            yield return ReadRow(reader, names);
            hasRow = await NextAsync(reader, cancellationToken);
        }

        while (malformed.TryDequeue(out DatasetRow? bad))
        {
            yield return bad;
        }
    }

    private static string Describe(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.StrayQuote => "a quote within a field that does not begin with one",
        CsvMalformedReason.TextAfterClosingQuote => "text after a closing quote",
        CsvMalformedReason.UnterminatedQuote => "a quote that is never closed",
        _ => "a malformed row",
    };

    private CsvReaderOptions Options(Queue<DatasetRow> malformed) => new()
    {
        Separator = separator,
        TrackLineNumbers = true,
        MaxRecordSize = file.RowBytes,
        MalformedData = CsvMalformedDataHandling.Skip,
        OnMalformedRecord = record => malformed.Enqueue(DatasetRow.Bad((int)record.LineNumber, file.At(
            (int)record.LineNumber, Describe(record.Reason),
            "quotes around fields that hold quotes, separators or line ends, and inner quotes doubled"))),
    };

    private async Task<bool> NextAsync(CsvReader reader, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            return await reader.ReadAsync(cancellationToken);
        }
        catch (CsvFormatException failure)
        {
            throw new InvalidInputException([file.TooLong((int)Math.Max(1, failure.LineNumber))]);
        }
        catch (IOException failure)
        {
            throw new InvalidInputException(file.Name, failure.Message, "a file that can be read");
        }
    }

    private string[] ReadNames(CsvReader reader)
    {
        string[] names = [.. reader.Headers];
        if (names.Length == 0)
        {
            throw new InvalidInputException(file.Name, "no line of names", "a line of names, then rows");
        }

        for (int i = 0; i < names.Length; i++)
        {
            bool isRepeated = names.AsSpan(0, i).Contains(names[i]);
            if (isRepeated || string.IsNullOrWhiteSpace(names[i]))
            {
                string found = isRepeated ? $"the column \"{names[i]}\" a second time" : "a column without a name";
                throw new InvalidInputException([file.At(1, found, "a name of its own for every column")]);
            }
        }

        return names;
    }

    private DatasetRow ReadRow(CsvReader reader, string[] names)
    {
        int line = (int)reader.LineNumber;
        if (reader.FieldCount != names.Length)
        {
            return DatasetRow.Bad(line, file.At(
                line, FormattableString.Invariant($"{reader.FieldCount} field{(reader.FieldCount == 1 ? "" : "s")}"),
                FormattableString.Invariant($"{names.Length} ({string.Join(", ", names)})"),
                "Enclose fields that hold the separator in quotes."));
        }

        if (!Utf8.IsValid(reader.RawRecord))
        {
            return DatasetRow.Bad(line, file.NotUtf8(line));
        }

        Dictionary<string, FieldValue> fields = new(names.Length, StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            fields[names[i]] = new(reader.GetString(i));
        }

        return new(line, fields);
    }
}
