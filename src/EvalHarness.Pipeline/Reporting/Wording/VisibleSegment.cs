namespace EvalHarness.Pipeline.Reporting.Wording;

/// <summary>A piece of untrusted text.</summary>
/// <param name="Text">What to show; never empty.</param>
/// <param name="IsMark">Stands for an invisible character, rather than being part of the text.</param>
internal readonly record struct VisibleSegment(string Text, bool IsMark);
