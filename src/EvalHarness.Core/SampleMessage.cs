namespace EvalHarness;

/// <summary>One message of a sample that is a conversation.</summary>
/// <param name="Role"><c>system</c>, <c>user</c> or <c>assistant</c>.</param>
/// <param name="Content">Its text; may be empty.</param>
public sealed record SampleMessage(string Role, string Content);
