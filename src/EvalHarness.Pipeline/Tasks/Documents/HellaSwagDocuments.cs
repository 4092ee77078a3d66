using System.Text.RegularExpressions;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>
/// HellaSwag's rows as they are asked: <c>query</c> is the activity and both parts of the context, <c>choices</c> are
/// the endings, each without the marks of the site that some came from; <c>gold</c> is the label as a number.
/// </summary>
internal static partial class HellaSwagDocuments
{
    /// <summary>Adds the columns.</summary>
    public static void Change(Dictionary<string, object?> columns)
    {
        string second = columns.Text("ctx_b");
        string capital = second.Length == 0 ? "" : second[..1].ToUpperInvariant() + second[1..].ToLowerInvariant();
        columns["query"] = Clean($"{columns.Text("activity_label")}: {columns.Text("ctx_a")} {capital}");
        columns["choices"] = columns.Texts("endings").Select(Clean).ToList();
        columns["gold"] = columns.Number("label");
    }

    /// <summary>A text without titles in brackets and the double blanks that they leave.</summary>
    public static string Clean(string text) => Bracketed()
        .Replace(text.Trim().Replace(" [title]", ". ", StringComparison.Ordinal), "")
        .Replace("  ", " ", StringComparison.Ordinal);

    [GeneratedRegex(@"\[.*?\]")]
    private static partial Regex Bracketed();
}
