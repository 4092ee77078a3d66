using System.Text;

namespace EvalHarness.Web.Style;

/// <summary>The review pages' style sheet and script, served as files of their own.</summary>
internal static class ReviewStyle
{
    /// <summary>The report's sheet, and what the pages around it need.</summary>
    public static string Sheet { get; } = ReportStyle.Sheet + Read("review.css");

    /// <summary>Keys for what every page also does without them.</summary>
    public static string Script { get; } = Read("review.js");

    /// <summary>Policy of a page that is a file: no script, no request, its one sheet by its hash.</summary>
    public static string FilePolicy { get; } = ReportStyle.PolicyFor(Sheet);

    private static string Read(string name)
    {
        using Stream stream = typeof(ReviewStyle).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The assembly lacks the resource {name}.");
        using StreamReader reader = new(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace("\r\n", "\n", StringComparison.Ordinal);
    }
}
