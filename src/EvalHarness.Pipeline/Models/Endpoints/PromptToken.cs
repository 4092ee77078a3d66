namespace EvalHarness.Pipeline.Models.Endpoints;

/// <summary>A token of a prompt as a server read it.</summary>
/// <param name="Text">The token's text, as the server shows it.</param>
/// <param name="LogProbability">ln p given all tokens before it; <c>null</c> for the first, and where unknown.</param>
/// <param name="IsTop">No token was likelier at its place.</param>
internal sealed record PromptToken(string Text, double? LogProbability, bool IsTop);
