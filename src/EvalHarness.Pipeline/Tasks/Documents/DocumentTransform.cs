namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>Adds columns to a document, or replaces some.</summary>
/// <param name="columns">The document's columns; see <see cref="PlainValue"/>.</param>
/// <exception cref="FormatException">A column is missing or of another kind; says which.</exception>
internal delegate void DocumentTransform(Dictionary<string, object?> columns);
