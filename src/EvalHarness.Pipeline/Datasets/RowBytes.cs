namespace EvalHarness.Pipeline.Datasets;

/// <summary>The bytes of one row; valid until the next is taken.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
/// <param name="Bytes">The bytes, or none where the row is too long.</param>
/// <param name="IsTooLong">The row is longer than allowed and was passed over.</param>
internal readonly record struct RowBytes(int Line, ReadOnlyMemory<byte> Bytes, bool IsTooLong);
