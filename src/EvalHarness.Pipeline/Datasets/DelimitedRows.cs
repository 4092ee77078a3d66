using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;
using EvalHarness.Pipeline.Datasets.Fields;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// Rows of CSV (RFC 4180) or TSV with a line of names first; rows without any content are passed over.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="separator">What stands between fields.</param>
/// <param name="isQuoted">
/// Fields may stand in quotes; else a quote is a character like any other, as TSV has no quoting of its own.
/// </param>
/// <param name="encoding">What the file is in.</param>
internal sealed class DelimitedRows(DatasetFile file, char separator, bool isQuoted, TextEncoding encoding) : IRowSource
{
    private static readonly SearchValues<char> s_separators = SearchValues.Create(",;\t|");

    public async IAsyncEnumerable<DatasetRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Queue<DatasetRow> malformed = new();
        await using Stream stream = await file.OpenAsync(encoding, cancellationToken);
        using CsvReader reader = CsvReader.Create(stream, Options(malformed));
        bool hasRow = await NextAsync(reader, cancellationToken);
        string[] names = ReadNames(reader);
        while (hasRow)
        {
            while (malformed.TryDequeue(out DatasetRow? bad))
            {
                yield return bad;
            }

            if (HasContent(reader))
            {
                yield return ReadRow(reader, names);
            }

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

    private static bool HasContent(CsvReader reader)
    {
        for (int field = 0; field < reader.FieldCount; field++)
        {
            if (!string.IsNullOrWhiteSpace(reader.GetString(field)))
            {
                return true;
            }
        }

        return false;
    }

    private CsvReaderOptions Options(Queue<DatasetRow> malformed) => new()
    {
        Separator = separator,
        Mode = isQuoted ? CsvMode.Rfc4180 : CsvMode.NoEscape,
        TrackLineNumbers = true,
        MaxRecordSize = file.RowBytes,
        MalformedData = CsvMalformedDataHandling.Skip,
        OnMalformedRecord = record => malformed.Enqueue(DatasetRow.Bad((int)record.LineNumber, file.At(
            (int)record.LineNumber, Describe(record.Reason),
            "quotes around fields that contain quotes, separators or line ends, and inner quotes doubled"))),
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
        catch (DecoderFallbackException)
        {
            throw new InvalidInputException(
                file.Name, $"bytes that are not {encoding.Name}", encoding.Name, file.EncodingMend("windows-1252"));
        }
        catch (IOException failure)
        {
            throw new InvalidInputException(file.Name, FileFailure.Describe(failure), "a readable file");
        }
    }

    private string[] ReadNames(CsvReader reader)
    {
        string[] names = [.. reader.Headers];
        if (names.Length == 0)
        {
            throw new InvalidInputException(file.Name, "no header line", "a line of column names, then rows");
        }

        string header = string.Concat(names);
        if (header.Contains('\0') || header.Contains('\uFFFD'))
        {
            throw new InvalidInputException([file.At(
                1,
                header.Contains('\0')
                    ? "a NUL byte, as in UTF-16 or binary files"
                    : "bytes that are not UTF-8",
                "UTF-8",
                file.EncodingMend(header.Contains('\0') ? "utf-16" : null))]);
        }

        ThrowIfSeparatedOtherwise(names);

        for (int i = 0; i < names.Length; i++)
        {
            bool isRepeated = names.AsSpan(0, i).Contains(names[i]);
            if (isRepeated || string.IsNullOrWhiteSpace(names[i]))
            {
                string found = isRepeated ? $"the duplicate column \"{names[i]}\"" : "a column without a name";
                throw new InvalidInputException([file.At(1, found, "a unique name for every column")]);
            }
        }

        return names;
    }

    // One column whose name has separators in it is many columns of a file that is separated otherwise.
    private void ThrowIfSeparatedOtherwise(string[] names)
    {
        if (names is [var only] && only.AsSpan().IndexOfAny(s_separators) is >= 0 and int place)
        {
            string other = only[place] == '\t' ? "\\t" : only[place].ToString();
            throw new InvalidInputException([file.At(
                1,
                $"one column, \"{only}\"",
                $"names with {(separator == '\t' ? "tabs" : $"\"{separator}\"")} between them",
                $"If the file uses another separator, set it in the task: \"separator\": \"{other}\".")]);
        }
    }

    private DatasetRow ReadRow(CsvReader reader, string[] names)
    {
        int line = (int)reader.LineNumber;
        if (reader.FieldCount != names.Length)
        {
            return DatasetRow.Bad(line, file.At(
                line, FormattableString.Invariant($"{reader.FieldCount} field{(reader.FieldCount == 1 ? "" : "s")}"),
                FormattableString.Invariant($"{names.Length} ({string.Join(", ", names)})"),
                isQuoted ? "Quote fields that contain the separator."
                    : "Fields of a .tsv cannot contain tabs or line ends, unless the task sets \"quoting\": true."));
        }

        if (file.FindWrongEncoding(line, reader.RawRecord) is { } wrong)
        {
            return DatasetRow.Bad(line, wrong);
        }

        Dictionary<string, FieldValue> fields = new(names.Length, StringComparer.Ordinal);
        for (int i = 0; i < names.Length; i++)
        {
            fields[names[i]] = new(reader.GetString(i));
        }

        return new(line, fields, reader.RawRecord.Length);
    }
}
