namespace EvalHarness.Pipeline.Datasets.Parquet;

/// <summary>Where a column of a row group lies in the file, as the file's metadata says.</summary>
/// <param name="Start">Where its first page begins.</param>
/// <param name="Bytes">Its length in the file.</param>
/// <param name="Uncompressed">Its length when it is read.</param>
/// <param name="Values">Its cells, those that are null included.</param>
internal readonly record struct ParquetChunk(long Start, long Bytes, long Uncompressed, long Values);
