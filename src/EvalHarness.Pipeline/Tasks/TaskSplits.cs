namespace EvalHarness.Pipeline.Tasks;

/// <summary>Names of the parts of a published dataset; <c>null</c> where a task has none.</summary>
/// <param name="Training"><c>training_split</c>.</param>
/// <param name="Validation"><c>validation_split</c>.</param>
/// <param name="Test"><c>test_split</c>.</param>
internal sealed record TaskSplits(string? Training, string? Validation, string? Test)
{
    /// <summary>The part whose documents are asked.</summary>
    public string? Evaluated => Test ?? Validation;
}
