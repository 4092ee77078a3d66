namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// Opens datasets by their extension: <c>.jsonl</c>, <c>.json</c>, <c>.csv</c> or <c>.tsv</c>, each also with
/// <c>.gz</c> or <c>.zst</c> behind it, or <c>.parquet</c>.
/// </summary>
public static class DatasetReaders
{
    /// <summary>A reader of the file's samples.</summary>
    /// <param name="path">The file; it is opened when the samples are read.</param>
    /// <param name="mapping">Which field is what.</param>
    /// <param name="onBadSample">Whether a bad row ends the reading or is passed over.</param>
    /// <param name="limits">Bounds on rows; the usual ones by default.</param>
    /// <exception cref="InvalidInputException">The extension is unknown.</exception>
    public static IDatasetReader Open(
        string path, DatasetMapping mapping, BadSamplePolicy onBadSample, DatasetLimits? limits = null) =>
        Create(path, mapping, onBadSample, limits ?? new(), copies: null);

    /// <summary>A reader of the samples of a file's copy; of the file itself without copies.</summary>
    /// <inheritdoc cref="Open(string, DatasetMapping, BadSamplePolicy, DatasetLimits?)"/>
    internal static IDatasetReader Open(
        string path, DatasetMapping mapping, BadSamplePolicy onBadSample, DatasetCopies? copies) =>
        Create(path, mapping, onBadSample, new(), copies);

    /// <summary>A reader of what was checked: of a file without bad rows, the ids are not compared again.</summary>
    /// <inheritdoc cref="CheckAsync(string, DatasetMapping, BadSamplePolicy, CancellationToken, DatasetLimits?)"/>
    internal static IDatasetReader OpenChecked(
        string path, DatasetMapping mapping, BadSamplePolicy onBadSample, DatasetCopies copies) =>
        Create(path, mapping, onBadSample, new(), copies, hasOwnIds: onBadSample == BadSamplePolicy.Stop);

    /// <summary>The rows of a file, whatever they mean.</summary>
    /// <param name="path">The file.</param>
    /// <param name="extension">The extension by which its form goes, whatever its own is.</param>
    /// <param name="mapping">Separator and encoding.</param>
    internal static IRowSource OpenRows(string path, string extension, DatasetMapping mapping)
    {
        DatasetLimits limits = new();
        return RowsOf(new DatasetFile(path, limits.RowBytes), extension, limits, mapping);
    }

    /// <summary>The file is a dataset, by its extension.</summary>
    public static bool IsDataset(string path) => DatasetFormat.Of(path).IsKnown;

    /// <summary>
    /// The texts of a dataset as one: those of every row's fields, in the row's order, each followed by a line break;
    /// ids, groups and tags are left out. Streamed.
    /// </summary>
    /// <param name="path">The file; it is opened when it is read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>A reader that throws <see cref="InvalidInputException"/> where a row cannot be read.</returns>
    /// <exception cref="InvalidInputException">The extension is unknown.</exception>
    public static TextReader OpenTexts(string path, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        DatasetLimits limits = new();
        DatasetFile file = new(path, limits.RowBytes);
        return new DatasetTexts(RowsOf(file, path, limits, new()), cancellationToken);
    }

    /// <summary>Reads a whole dataset once, so that nothing is wrong with it when models are asked.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">Which field is what.</param>
    /// <param name="onBadSample">Whether bad rows are mistakes or are listed as skipped.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <param name="limits">Bounds on rows and mistakes; the usual ones by default.</param>
    /// <exception cref="InvalidInputException">The first mistakes, or no sample at all.</exception>
    public static async Task<DatasetSummary> CheckAsync(
        string path,
        DatasetMapping mapping,
        BadSamplePolicy onBadSample,
        CancellationToken cancellationToken,
        DatasetLimits? limits = null)
    {
        using DatasetCopies copies = new();
        return await CheckAsync(path, mapping, onBadSample, copies, cancellationToken, limits);
    }

    /// <summary>Reads a whole dataset, from a copy that further readings take as well.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">Which field is what.</param>
    /// <param name="onBadSample">Whether bad rows are mistakes or are listed as skipped.</param>
    /// <param name="copies">Keeps what the file holds now.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    /// <param name="limits">Bounds on rows and mistakes; the usual ones by default.</param>
    /// <param name="wanted">
    /// Samples after which rows that would be skipped need not be read any more; <c>null</c> for all.
    /// </param>
    /// <exception cref="InvalidInputException">The first mistakes, or no sample at all.</exception>
    internal static async Task<DatasetSummary> CheckAsync(
        string path,
        DatasetMapping mapping,
        BadSamplePolicy onBadSample,
        DatasetCopies copies,
        CancellationToken cancellationToken,
        DatasetLimits? limits = null,
        int? wanted = null)
    {
        limits ??= new();
        DatasetTally tally = new();
        try
        {
            DatasetReader reader = Create(path, mapping, onBadSample, limits, copies);
            await foreach (SampleOrMistakes row in reader.ReadRowsAsync(cancellationToken))
            {
                tally.Add(row);
                if (onBadSample == BadSamplePolicy.Stop
                    ? tally.Mistakes.Count >= limits.Mistakes : tally.Samples == wanted)
                {
                    break;
                }
            }
        }
        catch (InvalidInputException failure)
        {
            throw new InvalidInputException([.. tally.Mistakes, .. failure.Errors]);
        }

        return tally.Mistakes.Count > 0 && onBadSample == BadSamplePolicy.Stop
            ? throw new InvalidInputException(tally.Mistakes)
            : tally.Summarize(await copies.HashAsync(path, path, cancellationToken));
    }

    /// <summary>A dataset whose bad rows are passed over, and which is checked while it is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="mapping">Which field is what.</param>
    /// <param name="copies">Keeps what the file holds now.</param>
    /// <param name="wanted">Samples after which no row needs to be read any more; <c>null</c> for all.</param>
    /// <exception cref="InvalidInputException">The extension is unknown.</exception>
    internal static LateCheckedDataset OpenUnchecked(
        string path, DatasetMapping mapping, DatasetCopies copies, int? wanted) => new(
            Create(path, mapping, BadSamplePolicy.Skip, new(), copies), wanted ?? int.MaxValue,
            cancellationToken => copies.HashAsync(path, path, cancellationToken));

    /// <summary>The rows of a file, whatever they mean.</summary>
    /// <param name="path">The file; it is opened when the rows are read.</param>
    /// <param name="mapping">Separator and encoding of a delimited file.</param>
    /// <param name="copies">What it is read from; <c>null</c> to read the file itself.</param>
    /// <exception cref="InvalidInputException">The extension is unknown.</exception>
    internal static (DatasetFile File, IRowSource Rows) OpenRows(
        string path, DatasetMapping mapping, DatasetCopies? copies)
    {
        DatasetLimits limits = new();
        DatasetFile file = new(path, limits.RowBytes, copies);
        return (file, RowsOf(file, path, limits, mapping));
    }

    private static DatasetReader Create(
        string path,
        DatasetMapping mapping,
        BadSamplePolicy onBadSample,
        DatasetLimits limits,
        DatasetCopies? copies,
        bool hasOwnIds = false)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(mapping);
        DatasetFile file = new(path, limits.RowBytes, copies);

        // What is wrong with the name or the mapping is thrown here, and not when the rows are read.
        _ = RowsOf(file, path, limits, mapping);
        return new(file, () => RowsOf(file, path, limits, mapping), new(mapping), onBadSample, hasOwnIds);
    }

    private static IRowSource RowsOf(
        DatasetFile file, string path, DatasetLimits limits, DatasetMapping mapping) =>
        DatasetFormat.Of(path) switch
        {
            { IsKnown: false } => throw new InvalidInputException(
                file.Name, $"the extension \"{Path.GetExtension(path).ToLowerInvariant()}\"", DatasetFormat.Known),
            { Extension: var extension } => RowsOf(extension, file, limits, mapping),
        };

    private static IRowSource RowsOf(
        string extension, DatasetFile file, DatasetLimits limits, DatasetMapping mapping) =>
        extension switch
        {
            ".JSONL" => JsonRowsOf(file, new LineSplitter(limits.RowBytes), mapping),
            ".JSON" => JsonRowsOf(file, new JsonArraySplitter(limits.RowBytes), mapping),
            ".CSV" => new DelimitedRows(
                file, mapping.Separator ?? ',', mapping.Quoting ?? true, TextEncoding.For(mapping.Encoding)),
            ".TSV" => new DelimitedRows(
                file, mapping.Separator ?? '\t', mapping.Quoting ?? false, TextEncoding.For(mapping.Encoding)),
            _ when mapping.Separator is null && mapping.Encoding is null => new ParquetRows(file),
            _ => throw Undelimited(file, mapping, "Parquet"),
        };

    private static JsonRows JsonRowsOf(DatasetFile file, RowSplitter splitter, DatasetMapping mapping) =>
        mapping.Separator is null && TextEncoding.For(mapping.Encoding) == TextEncoding.Utf8
            ? new JsonRows(file, splitter)
            : throw Undelimited(file, mapping, "JSON");

    private static InvalidInputException Undelimited(DatasetFile file, DatasetMapping mapping, string format) => new(
        file.Name, $"{format} with {(mapping.Separator is null ? "an encoding" : "a separator")} of its own",
        $"a .csv or .tsv file, because {format} is UTF-8 and has no separator", "Remove the key from the task.");
}
