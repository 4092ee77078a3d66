namespace EvalHarness;

/// <summary>Streams the samples of one dataset, never holding more than one row.</summary>
public interface IDatasetReader
{
    /// <summary>Reads the samples in file order. Thread-safe: each enumeration opens the file anew.</summary>
    /// <exception cref="InvalidInputException">A row is malformed; names the file and the line.</exception>
    IAsyncEnumerable<Sample> ReadAsync(CancellationToken cancellationToken);
}
