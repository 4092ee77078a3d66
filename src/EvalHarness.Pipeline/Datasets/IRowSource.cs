namespace EvalHarness.Pipeline.Datasets;

/// <summary>
/// Reads the rows of a file, whatever they mean. Thread-safe: each enumeration opens the file, or its copy, anew.
/// </summary>
internal interface IRowSource
{
    /// <summary>Rows in file order; a bad row is a row with its mistake.</summary>
    /// <exception cref="InvalidInputException">The file is broken in a way that hides the rows after it.</exception>
    IAsyncEnumerable<DatasetRow> ReadAsync(CancellationToken cancellationToken);
}
