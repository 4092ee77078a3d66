using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using EvalHarness.Pipeline.Datasets;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// The documents of a dataset file with the types that their columns have: those of JSON, or numbers where a cell of a
/// delimited file looks like one.
/// </summary>
internal sealed partial class TaskDocuments
{
    private readonly IRowSource _rows;
    private readonly string? _transform;

    private TaskDocuments(DatasetFile file, IRowSource rows, string? transform) =>
        (File, _rows, _transform) = (file, rows, transform);

    /// <summary>The file.</summary>
    public DatasetFile File { get; }

    /// <summary>Columns of all rows, in the order of their first mention.</summary>
    public IReadOnlySet<string> Columns { get; private set; } = new HashSet<string>();

    /// <summary>Number of rows that were read.</summary>
    public int Count { get; private set; }

    /// <summary>Opens a dataset and reads it once, to learn its columns.</summary>
    /// <param name="path">A .jsonl, .json, .csv or .tsv file.</param>
    /// <param name="transform">The built-in change of the documents; <c>null</c> for none.</param>
    /// <param name="mapping">Separator and encoding of a delimited file.</param>
    /// <param name="copies">What it is read from; <c>null</c> to read the file itself.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <exception cref="InvalidInputException">The file cannot be read, or has no row.</exception>
    public static async Task<TaskDocuments> OpenAsync(
        string path,
        string? transform,
        DatasetMapping mapping,
        DatasetCopies? copies,
        CancellationToken cancellationToken)
    {
        (DatasetFile file, IRowSource rows) = DatasetReaders.OpenRows(path, mapping, copies);
        TaskDocuments documents = new(file, rows, transform);
        HashSet<string> columns = new(StringComparer.Ordinal);
        InputError? first = null;
        await foreach (TaskDocument document in documents.ReadAsync(cancellationToken))
        {
            first ??= document.Mistake;
            documents.Count += document.Mistake is null ? 1 : 0;
            columns.UnionWith(document.Mistake is null
                ? document.Fields.EnumerateObject().Select(property => property.Name) : []);
        }

        documents.Columns = columns;
        return documents.Count > 0 ? documents
            : throw new InvalidInputException([first ?? new(file.Name, "no row", "at least one document")]);
    }

    /// <summary>The documents in the file's order; a bad row is a document with its mistake.</summary>
    public async IAsyncEnumerable<TaskDocument> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Func<JsonElement, JsonElement> change = DocumentTransforms.Begin(_transform);
        await foreach (DatasetRow row in _rows.ReadAsync(cancellationToken))
        {
            if (row.Mistake is { } mistake)
            {
                yield return new(row.Line, default, mistake);
                continue;
            }

            yield return Change(row, change);
        }
    }

    private TaskDocument Change(DatasetRow row, Func<JsonElement, JsonElement> change)
    {
        JsonElement fields = row.Object ?? Typed(row);
        try
        {
            return new(row.Line, Complete(change(fields)));
        }
        catch (FormatException missing)
        {
            return new(row.Line, default, File.At(
                row.Line, missing.Message, "the columns of the published dataset",
                "Rename the columns, or take the transform out of the task file."));
        }
    }

    // What one row leaves out and another has is null, as in a table.
    private JsonElement Complete(JsonElement fields)
    {
        string[] missing = [.. Columns.Where(column => !fields.TryGetProperty(column, out _))];
        if (missing.Length == 0)
        {
            return fields;
        }

        Dictionary<string, object?> complete =
            (Dictionary<string, object?>)PlainValue.FromJson(fields)!;
        Array.ForEach(missing, column => complete[column] = null);
        return PlainValue.ToJson(complete);
    }

    private static JsonElement Typed(DatasetRow row) => PlainValue.ToJson(row.Fields.ToDictionary(
        field => field.Key, field => Typed(field.Value.Text), StringComparer.Ordinal));

    private static object? Typed(string? cell) => cell switch
    {
        null or "" => null,
        _ when Whole().IsMatch(cell) => long.Parse(cell, CultureInfo.InvariantCulture),
        _ when Real().IsMatch(cell) => double.Parse(cell, CultureInfo.InvariantCulture),
        _ => cell,
    };

    [GeneratedRegex("^-?(0|[1-9][0-9]{0,17})$")]
    private static partial Regex Whole();

    [GeneratedRegex(@"^-?(0|[1-9][0-9]{0,17})\.[0-9]{1,17}$")]
    private static partial Regex Real();
}
