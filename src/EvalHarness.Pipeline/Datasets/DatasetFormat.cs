namespace EvalHarness.Pipeline.Datasets;

/// <summary>What a dataset's file holds, by its name: <c>data.jsonl.gz</c>.</summary>
/// <param name="Extension">Its extension in capitals, that of a compression aside: <c>.JSONL</c>.</param>
/// <param name="Compression">How it is compressed.</param>
internal readonly record struct DatasetFormat(string Extension, Compression Compression)
{
    /// <summary>What is read, for messages.</summary>
    public const string Known = ".jsonl, .json, .csv or .tsv (each also with .gz or .zst), or .parquet";

    /// <summary>It is one that is read.</summary>
    public bool IsKnown => Extension is ".JSONL" or ".JSON" or ".CSV" or ".TSV"
        || (Extension == ".PARQUET" && Compression == Compression.None);

    /// <summary>The format of a path.</summary>
    public static DatasetFormat Of(string path)
    {
        string extension = Path.GetExtension(path).ToUpperInvariant();
        Compression compression = extension switch
        {
            ".GZ" => Compression.Gzip,
            ".ZST" => Compression.Zstandard,
            _ => Compression.None,
        };
        return new(
            compression == Compression.None
                ? extension
                : Path.GetExtension(Path.GetFileNameWithoutExtension(path)).ToUpperInvariant(),
            compression);
    }
}
