namespace EvalHarness.Reporting;

/// <summary>Renders a report in one format. Implementations are thread-safe and encode every model text.</summary>
public interface IReportWriter
{
    /// <summary>Format name: <c>json</c>, <c>markdown</c>, <c>html</c>, <c>junit</c>, <c>csv</c>.</summary>
    string Format { get; }

    /// <summary>Writes the report; equal reports give equal bytes.</summary>
    Task WriteAsync(Report report, Stream destination, CancellationToken cancellationToken);
}
