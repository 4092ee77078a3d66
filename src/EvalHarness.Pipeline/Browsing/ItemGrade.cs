namespace EvalHarness.Pipeline.Browsing;

/// <summary>People's grade of one text.</summary>
/// <param name="Task">The task.</param>
/// <param name="SampleId">The sample.</param>
/// <param name="TextKey">Key of the text.</param>
/// <param name="Grade">The grade.</param>
internal sealed record ItemGrade(string Task, string SampleId, string TextKey, double Grade);
