namespace EvalHarness.Pipeline.Storage;

/// <summary>Rows of one task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Model">The model whose outputs are counted; <c>null</c> where verdicts are.</param>
/// <param name="Rows">Outputs, errors included, or verdicts.</param>
/// <param name="Errors">Outputs that are errors.</param>
internal sealed record StoredCount(string Task, string? Model, int Rows, int Errors);
