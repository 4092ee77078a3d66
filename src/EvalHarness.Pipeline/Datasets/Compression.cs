namespace EvalHarness.Pipeline.Datasets;

/// <summary>How a dataset's file is compressed, by the last extension of its name.</summary>
internal enum Compression
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary><c>.gz</c>.</summary>
    Gzip,

    /// <summary><c>.zst</c>.</summary>
    Zstandard,
}
