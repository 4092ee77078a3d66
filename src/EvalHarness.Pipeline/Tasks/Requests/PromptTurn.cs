namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>One turn of a prompt, which is plain text or a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">What is said.</param>
/// <param name="Delimiter">What follows it in plain text.</param>
internal sealed record PromptTurn(string Role, string Text, string Delimiter = "");
