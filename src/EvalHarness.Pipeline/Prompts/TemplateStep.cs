namespace EvalHarness.Pipeline.Prompts;

/// <summary>One step in writing a template.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Text">The text to write, or the name of a variable; empty where neither is needed.</param>
/// <param name="Target">The step to go on with, for steps that jump.</param>
internal readonly record struct TemplateStep(TemplateStepKind Kind, string Text, int Target = 0);

/// <summary>What a step of a template does.</summary>
internal enum TemplateStepKind
{
    /// <summary>Writes a text.</summary>
    Text,

    /// <summary>Writes a variable.</summary>
    Variable,

    /// <summary>Jumps when a variable is empty.</summary>
    If,

    /// <summary>Jumps when a variable is not empty.</summary>
    Unless,

    /// <summary>Begins with the first line of a variable; jumps when it has none.</summary>
    Each,

    /// <summary>Jumps to the beginning of the loop while there is another line.</summary>
    Next,

    /// <summary>Jumps.</summary>
    Skip,
}
