using System.Runtime.CompilerServices;
using System.Text.Json;
using EvalHarness.Pipeline.Datasets.Fields;

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
        FieldNames names = FieldNames.None;
        int length;
        do
        {
            length = await ReadAsync(stream, buffer, cancellationToken);
            for (int start = 0; Next(rows, buffer.AsSpan(start, length - start), length == 0, ref start) is { } row;)
            {
                if (!IsBlankLine(rows, row))
                {
                    yield return Parse(row, ref names);
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

    private DatasetRow Parse(RowBytes row, ref FieldNames names)
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
                ? new(row.Line, Fields(root, ref names), bytes.Length)
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

    // Names that are those of the row before are not made anew.
    private static FieldValues Fields(JsonElement row, ref FieldNames names)
    {
        FieldValue[] values = new FieldValue[row.GetPropertyCount()];
        string[]? own = null;
        int place = 0;
        foreach (JsonProperty property in row.EnumerateObject())
        {
            if (own is null && !(place < names.InOrder.Length && property.NameEquals(names.InOrder[place])))
            {
                own = new string[values.Length];
                names.InOrder[..place].CopyTo(own);
            }

            if (own is not null)
            {
                own[place] = property.Name;
            }

            values[place++] = new(null, property.Value);
        }

        if (own is not null || place != names.InOrder.Length)
        {
            names = new(own ?? names.InOrder[..place].ToArray());
        }

        return new(names, values) { Object = row };
    }
}
