namespace EvalHarness.Pipeline.Exporting;

/// <summary>Writes the rows of a run as they come; holds no state between calls.</summary>
internal interface IRunExportFormat
{
    /// <summary>Name on the command line.</summary>
    string Name { get; }

    /// <summary>Writes rows.</summary>
    /// <param name="run">Id of the run, which every row names.</param>
    /// <param name="outputs">The rows.</param>
    /// <param name="writer">Takes the text.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    Task WriteAsync(
        string run, IAsyncEnumerable<ExportedOutput> outputs, TextWriter writer, CancellationToken cancellationToken);
}
