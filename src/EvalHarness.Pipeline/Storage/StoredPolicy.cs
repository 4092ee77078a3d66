namespace EvalHarness.Pipeline.Storage;

/// <summary>The body of a label policy's event.</summary>
/// <param name="Hash">SHA-256 of the text.</param>
/// <param name="Text">The text.</param>
/// <param name="Author">Who wrote it.</param>
internal sealed record StoredPolicy(string Hash, string Text, string Author);
