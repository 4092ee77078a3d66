namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>One thing that a model is asked.</summary>
/// <param name="Prompt">What comes before; <c>null</c> for nothing but the model's begin token.</param>
/// <param name="Continuation">The text whose likelihood is asked for; <c>null</c> where the model writes.</param>
internal sealed record TaskRequest(TaskPrompt? Prompt, string? Continuation);
