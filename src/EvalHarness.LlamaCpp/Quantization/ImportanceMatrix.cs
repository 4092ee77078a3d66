namespace EvalHarness.LlamaCpp.Quantization;

/// <summary>How much each column of each matrix matters: the mean square of what enters it.</summary>
/// <param name="Columns">
/// By the matrix's name: one value per column, and for experts one after the other; each 0 or more and finite.
/// </param>
internal sealed record ImportanceMatrix(IReadOnlyDictionary<string, float[]> Columns);
