using System.Text;
using EvalHarness.Pipeline.Files;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Exporting;

/// <summary>
/// Every sample, output, score and verdict of a stored run as rows of one file, written while they are read.
/// </summary>
/// <param name="reader">Where the rows are.</param>
internal sealed class RunExport(IRunReader reader)
{
    private static readonly IRunExportFormat[] s_formats = [new JsonLinesExport(), new CsvExport()];

    /// <summary>Names of the formats.</summary>
    public static IReadOnlyList<string> Formats { get; } = [.. s_formats.Select(format => format.Name)];

    /// <summary>Writes a run to a file, which appears when it is complete.</summary>
    /// <param name="run">The run.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="path">The file; an older one is replaced.</param>
    /// <param name="cancellationToken">Cancels between rows; an older file stays.</param>
    /// <exception cref="IOException">The folder or the disk cannot take it.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public async Task<ExportCounts> WriteAsync(
        RunRecord run, string format, string path, CancellationToken cancellationToken)
    {
        ExportCounts counts = new(0, 0, 0, 0);
        await OutputFile.WriteAsync(
            path,
            async stream =>
            {
                await using StreamWriter writer = new(
                    stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
                counts = await WriteAsync(run, format, writer, cancellationToken);
            },
            cancellationToken);
        return counts;
    }

    /// <summary>Writes a run to a text.</summary>
    /// <param name="run">The run.</param>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="writer">Takes the rows.</param>
    /// <param name="cancellationToken">Cancels between rows.</param>
    public async Task<ExportCounts> WriteAsync(
        RunRecord run, string format, TextWriter writer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(run);
        ArgumentNullException.ThrowIfNull(writer);
        ExportedOutputs outputs = new(reader, run);
        await s_formats.First(known => known.Name == format)
            .WriteAsync(run.Id, outputs.ReadAsync(cancellationToken), writer, cancellationToken);
        return outputs.Counts;
    }
}
