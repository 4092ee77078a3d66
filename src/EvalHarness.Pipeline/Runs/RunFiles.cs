using System.Text;
using System.Text.Json;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs;

/// <summary>What a run leaves in its folder: the configuration, the manifest and the reports.</summary>
internal static class RunFiles
{
    /// <summary>Name of a report's file by format.</summary>
    public static string NameOf(string format) => format switch
    {
        "json" => "report.json",
        "markdown" => "report.md",
        "html" => "report.html",
        "junit" => "report.junit.xml",
        "csv" => "report.csv",
        _ => $"report.{format}",
    };

    /// <summary>Writes what is known before any model is asked.</summary>
    public static async Task WriteInputsAsync(
        RunFolder folder,
        RunRecord run,
        IReadOnlyDictionary<string, byte[]> evidence,
        CancellationToken cancellationToken)
    {
        foreach ((string name, byte[] content) in evidence)
        {
            await folder.WriteAsync(
                name, stream => stream.WriteAsync(content, cancellationToken).AsTask(), cancellationToken);
        }

        await folder.WriteAsync(
            "config.json",
            stream => stream.WriteAsync(Encoding.UTF8.GetBytes(run.Configuration), cancellationToken).AsTask(),
            cancellationToken);
        await WriteManifestAsync(folder, run, cancellationToken);
    }

    /// <summary>Writes the manifest, again when more of it is known.</summary>
    public static Task WriteManifestAsync(RunFolder folder, RunRecord run, CancellationToken cancellationToken) =>
        folder.WriteAsync(
            "manifest.json",
            stream => JsonSerializer.SerializeAsync(
                stream, run.Manifest, RunJsonContext.Default.RunManifest, cancellationToken),
            cancellationToken);

    /// <summary>Writes the reports that are asked for, and says where they are, by format.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> WriteReportsAsync(
        RunFolder folder,
        Report report,
        IEnumerable<string> formats,
        IReadOnlyList<IReportWriter> writers,
        CancellationToken cancellationToken)
    {
        Dictionary<string, string> files = [];
        foreach (string format in formats)
        {
            if (writers.FirstOrDefault(writer => writer.Format == format) is { } found)
            {
                files[format] = await folder.WriteAsync(
                    NameOf(format), stream => found.WriteAsync(report, stream, cancellationToken), cancellationToken);
            }
        }

        return files;
    }
}
