using System.Text.Json;

namespace EvalHarness.Pipeline.Tasks.Documents;

/// <summary>One row of a task's dataset.</summary>
/// <param name="Line">Line on which it begins, from 1.</param>
/// <param name="Fields">An object with every column of the dataset; null where the row has none.</param>
/// <param name="Mistake">What is wrong with the row; <c>null</c> for a good one.</param>
internal sealed record TaskDocument(int Line, JsonElement Fields, InputError? Mistake = null);
