using System.Text.Json;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>Changes of documents that upstream makes in Python, by the names that task files give them.</summary>
internal static class DocumentTransforms
{
    // Made anew for each reading of a file: a change that draws begins at its seed.
    private static readonly Dictionary<string, Func<DocumentTransform>> s_transforms = new(StringComparer.Ordinal)
    {
        ["drop"] = () => DropDocuments.Change,
        ["gpqa"] = () => new GpqaDocuments().Change,
        ["hellaswag"] = () => HellaSwagDocuments.Change,
        ["math"] = () => MathDocuments.Change,
        ["mtbench"] = () => MtBenchDocuments.Change,
        ["race"] = () => RaceDocuments.Change,
        ["winogrande"] = () => WinograndeDocuments.Change,
        ["wikitext"] = () => WikiTextDocuments.Change,
    };

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_transforms.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The change of a name, for one reading of a file from its first document on.</summary>
    /// <param name="name">One of <see cref="Names"/>; <c>null</c> for no change.</param>
    /// <returns>
    /// What makes a document of a document; it throws <see cref="FormatException"/> with the reason where a column is
    /// missing.
    /// </returns>
    public static Func<JsonElement, JsonElement> Begin(string? name)
    {
        if (name is null)
        {
            return document => document;
        }

        DocumentTransform transform = s_transforms[name]();
        return document =>
        {
            Dictionary<string, object?> columns = (Dictionary<string, object?>)PlainValue.FromJson(document)!;
            transform(columns);
            return PlainValue.ToJson(columns);
        };
    }
}
