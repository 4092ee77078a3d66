namespace EvalHarness.Pipeline.Tasks;

/// <summary>
/// How a text, a target or choices are made of a document: <c>doc_to_text</c>, <c>doc_to_target</c>,
/// <c>doc_to_choice</c>.
/// </summary>
/// <param name="Key">The key in the task file.</param>
/// <param name="Place">File and line.</param>
/// <param name="Value">
/// A text is the name of a column or else a Jinja template; a number, a truth value or a list of values is taken as it
/// is.
/// </param>
internal sealed record TaskField(string Key, string Place, object? Value);
