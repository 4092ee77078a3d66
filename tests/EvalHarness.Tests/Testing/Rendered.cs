using System.Text;
using EvalHarness.Reporting;

namespace EvalHarness.Tests.Testing;

/// <summary>What a report writer writes, as text.</summary>
internal static class Rendered
{
    /// <summary>The whole document; fails when the bytes are not UTF-8.</summary>
    public static async Task<string> WithAsync(IReportWriter writer, Report report)
    {
        using MemoryStream stream = new();
        await writer.WriteAsync(report, stream, CancellationToken.None);
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(stream.ToArray());
    }
}
