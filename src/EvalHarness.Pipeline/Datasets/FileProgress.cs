namespace EvalHarness.Pipeline.Datasets;

/// <summary>How far a large file has been read.</summary>
/// <param name="File">The file.</param>
/// <param name="Step">What it is read for: <c>hash</c> or <c>check</c>.</param>
/// <param name="Done">Bytes read so far.</param>
/// <param name="Total">Bytes of the file.</param>
internal readonly record struct FileProgress(string File, string Step, long Done, long Total);
