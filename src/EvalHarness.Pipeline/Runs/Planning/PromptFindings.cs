using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>What writing a task's prompts showed.</summary>
/// <param name="Errors">Prompts that cannot be written, or do not fit a context; empty when all can and do.</param>
/// <param name="Warnings">Of each model, prompts that leave an answer too little room, without a full stop.</param>
/// <param name="Examples">The first prompt by each format, with the models that are asked in it.</param>
internal sealed record PromptFindings(
    IReadOnlyList<InputError> Errors,
    IReadOnlyList<(string Model, string Text)> Warnings,
    IReadOnlyList<PromptExample> Examples);
