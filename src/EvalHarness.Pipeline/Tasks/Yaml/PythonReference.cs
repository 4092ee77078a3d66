namespace EvalHarness.Pipeline.Tasks.Yaml;

/// <summary>A value tagged <c>!function</c>: the name of a Python function, which is never run.</summary>
/// <param name="Name">As the file writes it: <c>utils.process_docs</c>.</param>
internal sealed record PythonReference(string Name);
