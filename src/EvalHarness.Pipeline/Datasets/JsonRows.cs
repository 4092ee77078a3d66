using System.Runtime.CompilerServices;
using System.Text.Json;

namespace EvalHarness.Pipeline.Datasets;

/// <summary>Rows of JSON objects, one per line or one per element of an array.</summary>
/// <param name="file">The file.</param>
/// <param name="splitter">Knows where rows end; restarted for every reading.</param>
internal sealed class JsonRows(DatasetFile file, RowSplitter splitter) : IRowSource
{
    private const int BufferBytes = 1 << 16;

    private static readonly JsonDocumentOptions s_options = new() { AllowDuplicateProperties = false };

    public async IAsyncEnumerable<DatasetRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using Stream stream = await file.OpenAsync(TextEncoding.Utf8, cancellationToken);
        RowSplitter rows = splitter.Restart();
        byte[] buffer = new byte[BufferBytes];
        List<string> names = [];
        int length;
        do
        {
            length = await ReadAsync(stream, buffer, cancellationToken);
            for (int start = 0; Next(rows, buffer.AsSpan(start, length - start), length == 0, ref start) is { } row;)
            {
                if (!IsBlankLine(rows, row))
                {
                    yield return Parse(row, names);
                }

                if (length == 0)
                {
                    break;
                }
            }
        }
        while (length > 0);
    }

    private static bool IsBlankLine(RowSplitter rows, RowBytes row) =>
        rows is LineSplitter && !row.IsTooLong && row.Bytes.Span.Trim(" \t\r"u8).IsEmpty;

    private async Task<int> ReadAsync(Stream stream, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await stream.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException failure)
        {
            throw new InvalidInputException(file.Name, failure.Message, "a readable file");
        }
    }

    private RowBytes? Next(RowSplitter rows, ReadOnlySpan<byte> bytes, bool isEnd, ref int start)
    {
        try
        {
            if (isEnd)
            {
                return rows.End();
            }

            RowBytes? row = rows.Take(bytes, out int consumed);
            start += consumed;
            return row;
        }
        catch (FormatException failure)
        {
            throw new InvalidInputException([file.At(isEnd ? rows.RowLine : rows.Line, failure.Message,
                "one JSON array of objects", "For one object per line, use the extension .jsonl.")]);
        }
    }

    private DatasetRow Parse(RowBytes row, List<string> names)
    {
        ReadOnlySpan<byte> bytes = row.Bytes.Span;
        if (row.IsTooLong)
        {
            return DatasetRow.Bad(row.Line, file.TooLong(row.Line));
        }

        if (file.FindWrongEncoding(row.Line, bytes) is { } wrong)
        {
            return DatasetRow.Bad(row.Line, wrong);
        }

        try
        {
            JsonElement root = JsonElement.Parse(bytes, s_options);
            if (HasSurrogates(bytes))
            {
                JsonSurrogates.Check(root);
            }

            return root.ValueKind == JsonValueKind.Object
                ? new(row.Line, Fields(root, names)) { Object = root }
                : DatasetRow.Bad(row.Line, file.At(row.Line, JsonText.Describe(root), "a JSON object"));
        }
        catch (JsonException failure)
        {
            return DatasetRow.Bad(row.Line, Malformed(row.Line, failure));
        }
        catch (InvalidOperationException)
        {
            return DatasetRow.Bad(row.Line, file.At(
                row.Line, "half of a surrogate pair", "whole characters", "Check for a lone \\ud… escape."));
        }
    }

    private InputError Malformed(int line, JsonException failure)
    {
        string message = failure.Message.Split(" LineNumber:", 2)[0].TrimEnd('.');
        return file.At(
            line + (int)(failure.LineNumber ?? 0),
            FormattableString.Invariant($"invalid JSON at column {failure.BytePositionInLine + 1} ({message})"),
            "a JSON object", "Check for a missing quote, comma or brace before this position.");
    }

    // Texts are made when they are asked for, which must not fail then.
    private static bool HasSurrogates(ReadOnlySpan<byte> json) =>
        json.IndexOf("\\ud"u8) >= 0 || json.IndexOf("\\uD"u8) >= 0;

    /// <summary>The fields of an object; those that are null are left out.</summary>
    /// <param name="row">The object.</param>
    /// <param name="names">The names of the row before, which most rows share.</param>
    public static Dictionary<string, FieldValue> Fields(JsonElement row, List<string> names)
    {
        Dictionary<string, FieldValue> fields = new(row.GetPropertyCount(), StringComparer.Ordinal);
        int place = 0;
        foreach (JsonProperty property in row.EnumerateObject())
        {
            if (place == names.Count)
            {
                names.Add(property.Name);
            }
            else if (!property.NameEquals(names[place]))
            {
                names[place] = property.Name;
            }

            string name = names[place++];
            if (property.Value.ValueKind != JsonValueKind.Null)
            {
                fields[name] = new(null, property.Value);
            }
        }

        return fields;
    }
}
