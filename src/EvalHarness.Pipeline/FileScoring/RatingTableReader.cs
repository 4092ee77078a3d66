using System.Text;
using CsvHelper;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.FileScoring;

/// <summary>Reads ratings from a CSV file (or TSV, by extension) with a header line.</summary>
internal static class RatingTableReader
{
    /// <summary>Reads the columns of some raters.</summary>
    /// <param name="path">The file.</param>
    /// <param name="idColumn">Column of the items' ids, which must be unique.</param>
    /// <param name="raters">Columns of ratings; at least two different ones.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="InvalidInputException">Every mistake of the file, by line.</exception>
    public static RatingTable Read(
        string path, string idColumn, IReadOnlyList<string> raters, CancellationToken cancellationToken)
    {
        ThrowUnlessDistinct(idColumn, raters);
        using StreamReader text = new(new MemoryStream(TextBytes.Read(path)), new UTF8Encoding(false));
        using CsvReader csv = CsvReader.Create(text, Options(path));
        try
        {
            csv.ReadHeader();
            string[] header = [.. csv.Headers.Select(name => name.Trim())];
            if (header.Length == 0)
            {
                throw new InvalidInputException(path, "an empty file", "a header line with the names of the columns");
            }

            int[] columns = FindColumns($"{path}:1", header, [idColumn, .. raters]);
            return new(path, raters, ReadRows(path, csv, header.Length, columns, cancellationToken));
        }
        catch (CsvFormatException bad)
        {
            throw new InvalidInputException(
                $"{path}:{bad.LineNumber}", "a quotation mark in the wrong place or never closed",
                "a field that is quoted as a whole or not at all", "Double quotation marks inside the text.");
        }
    }

    private static CsvReaderOptions Options(string path) => CsvReaderOptions.Default with
    {
        Separator = IsTabSeparated(path) ? '\t' : ',',
        Mode = IsTabSeparated(path) ? CsvMode.NoEscape : CsvMode.Rfc4180,
        MalformedData = CsvMalformedDataHandling.Throw,
        TrackLineNumbers = true,
    };

    private static bool IsTabSeparated(string path) =>
        Path.GetExtension(path).Equals(".tsv", StringComparison.OrdinalIgnoreCase);

    private static List<RatingRow> ReadRows(
        string path, CsvReader csv, int width, int[] columns, CancellationToken cancellationToken)
    {
        List<RatingRow> rows = [];
        List<InputError> mistakes = [];
        Dictionary<string, long> seen = new(StringComparer.Ordinal);
        while (csv.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Enumerable.Range(0, csv.FieldCount).All(field => string.IsNullOrWhiteSpace(csv.GetString(field))))
            {
                // A row of separators alone, as spreadsheets leave them at the end.
                continue;
            }

            string place = $"{path}:{csv.LineNumber}";
            if (csv.FieldCount != width)
            {
                mistakes.Add(new(place, $"{csv.FieldCount} fields", $"{width}, as in the header"));
                continue;
            }

            string id = csv.GetString(columns[0]).Trim();
            if (id.Length == 0)
            {
                mistakes.Add(new(place, "an empty id", "an id for the item"));
            }
            else if (!seen.TryAdd(id, csv.LineNumber))
            {
                mistakes.Add(new(place, $"duplicate id \"{id}\", first used on line {seen[id]}", "a unique id"));
            }

            rows.Add(new(csv.LineNumber, [.. columns[1..].Select(column => Cell(csv.GetString(column).Trim()))]));
        }

        if (rows.Count == 0 && mistakes.Count == 0)
        {
            mistakes.Add(new(path, "a header and no rows", "at least one rated item"));
        }

        return mistakes.Count > 0 ? throw new InvalidInputException(mistakes) : rows;
    }

    private static string? Cell(string text) => text.Length == 0 ? null : text;

    private static int[] FindColumns(string place, string[] header, IReadOnlyList<string> wanted)
    {
        List<InputError> mistakes = [];
        int[] columns = new int[wanted.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = Array.IndexOf(header, wanted[i]);
            if (columns[i] < 0)
            {
                mistakes.Add(new(
                    place, $"no column \"{wanted[i]}\"", Fix: NearestName.Suggest(wanted[i], header)));
            }
            else if (Array.LastIndexOf(header, wanted[i]) != columns[i])
            {
                mistakes.Add(new(place, $"two columns \"{wanted[i]}\"", "one column of that name"));
            }
        }

        return mistakes.Count > 0 ? throw new InvalidInputException(mistakes) : columns;
    }

    private static void ThrowUnlessDistinct(string idColumn, IReadOnlyList<string> raters)
    {
        string found = string.Join(", ", raters);
        if (raters.Count < 2)
        {
            throw new InvalidInputException("--raters", found.Length == 0 ? "no column" : found,
                "at least two columns");
        }

        if (raters.Append(idColumn).Distinct(StringComparer.Ordinal).Count() != raters.Count + 1)
        {
            throw new InvalidInputException(
                "--raters", found, $"different columns, without the id column (\"{idColumn}\")");
        }
    }
}
