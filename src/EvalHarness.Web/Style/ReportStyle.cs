using System.Security.Cryptography;
using System.Text;

namespace EvalHarness.Web.Style;

/// <summary>The style sheet of the report and the content security policy that allows it, and nothing else.</summary>
public static class ReportStyle
{
    /// <summary>The sheet, embedded in the page.</summary>
    public static string Sheet { get; } = Read("base.css") + Read("report.css") + Read("judges.css");

    /// <summary>No script, no request; the one style sheet by its hash; pictures only from within the page.</summary>
    public static string ContentSecurityPolicy { get; } = PolicyFor(Sheet);

    /// <summary>The same of a page with another sheet.</summary>
    internal static string PolicyFor(string sheet) =>
        $"default-src 'none'; style-src 'sha256-{Hash(sheet)}'; img-src data:; base-uri 'none'; form-action 'none'";

    private static string Hash(string sheet) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(sheet)));

    private static string Read(string name)
    {
        using Stream stream = typeof(ReportStyle).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {name}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        // Browsers hash the text after turning line ends into line feeds.
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
