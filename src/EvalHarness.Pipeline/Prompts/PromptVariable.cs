namespace EvalHarness.Pipeline.Prompts;

/// <summary>A variable that a prompt declares.</summary>
/// <param name="Name">Its name in the template.</param>
/// <param name="Description">What it stands for.</param>
/// <param name="Default">Its value when none is given; <c>null</c> when there is no default.</param>
/// <param name="IsRequired">It must be given, or have a default.</param>
public sealed record PromptVariable(string Name, string? Description, string? Default, bool IsRequired);
