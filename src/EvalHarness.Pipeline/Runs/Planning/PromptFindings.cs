using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>What writing a task's prompts showed.</summary>
/// <param name="Errors">Prompts that cannot be written; empty when all can.</param>
/// <param name="Examples">The first prompt by each format, with the models that are asked in it.</param>
internal sealed record PromptFindings(IReadOnlyList<InputError> Errors, IReadOnlyList<PromptExample> Examples);
