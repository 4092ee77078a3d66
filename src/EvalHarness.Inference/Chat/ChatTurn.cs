namespace EvalHarness.Inference.Chat;

/// <summary>One message of a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">Its text; never read as special tokens.</param>
public sealed record ChatTurn(string Role, string Text);
