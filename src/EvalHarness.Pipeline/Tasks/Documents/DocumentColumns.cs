using System.Globalization;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>Typed access to a document's columns.</summary>
internal static class DocumentColumns
{
    /// <summary>A text.</summary>
    /// <exception cref="FormatException">The column is missing, or holds something else.</exception>
    public static string Text(this Dictionary<string, object?> columns, string name) =>
        columns.GetValueOrDefault(name) as string ?? throw Wrong(columns, name, "a text");

    /// <summary>A list of texts.</summary>
    /// <exception cref="FormatException">The column is missing, or holds something else.</exception>
    public static IReadOnlyList<string> Texts(this Dictionary<string, object?> columns, string name) =>
        columns.GetValueOrDefault(name) is IReadOnlyList<object?> items && items.All(item => item is string)
            ? [.. items.Cast<string>()]
            : throw Wrong(columns, name, "a list of texts");

    /// <summary>A list.</summary>
    /// <exception cref="FormatException">The column is missing, or holds something else.</exception>
    public static IReadOnlyList<object?> List(this Dictionary<string, object?> columns, string name) =>
        columns.GetValueOrDefault(name) as IReadOnlyList<object?> ?? throw Wrong(columns, name, "a list");

    /// <summary>A mapping.</summary>
    /// <exception cref="FormatException">The column is missing, or holds something else.</exception>
    public static Dictionary<string, object?> Map(this Dictionary<string, object?> columns, string name) =>
        columns.GetValueOrDefault(name) as Dictionary<string, object?> ?? throw Wrong(columns, name, "a mapping");

    /// <summary>A whole number, which may be written as a text.</summary>
    /// <exception cref="FormatException">The column is missing, or holds something else.</exception>
    public static long Number(this Dictionary<string, object?> columns, string name) =>
        columns.GetValueOrDefault(name) switch
        {
            long whole => whole,
            string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole) =>
                whole,
            _ => throw Wrong(columns, name, "a whole number"),
        };

    private static FormatException Wrong(Dictionary<string, object?> columns, string name, string expected) => new(
        columns.TryGetValue(name, out object? value)
            ? $"the column \"{name}\" holds {PlainValue.TypeOf(value)} and not {expected}"
            : $"there is no column \"{name}\"");
}
