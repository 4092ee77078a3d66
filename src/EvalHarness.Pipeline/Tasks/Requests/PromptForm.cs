namespace EvalHarness.Pipeline.Tasks.Requests;

/// <summary>How prompts are written.</summary>
/// <param name="IsChat">As conversations, by the model's chat template.</param>
/// <param name="AsTurns">Examples are turns of their own.</param>
/// <param name="System">An instruction that comes first; <c>null</c> for none.</param>
internal sealed record PromptForm(bool IsChat = false, bool AsTurns = false, string? System = null)
{
    /// <summary>Plain text without an instruction.</summary>
    public static PromptForm Plain { get; } = new();
}
