namespace EvalHarness.Pipeline.Runs;

/// <summary>A text of known grade.</summary>
/// <param name="Id">Its id in the file; of an output of the task, the sample's.</param>
/// <param name="Fields">Every field of its row.</param>
/// <param name="Text">The judged text.</param>
/// <param name="Baseline">The text that it is compared with; <c>null</c> for judges of single texts.</param>
/// <param name="Grade">Its grade.</param>
internal sealed record KnownText(
    string Id, IReadOnlyDictionary<string, string> Fields, string Text, string? Baseline, double Grade);
