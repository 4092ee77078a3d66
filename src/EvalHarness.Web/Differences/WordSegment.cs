namespace EvalHarness.Web.Differences;

/// <summary>A stretch of a text with its white space.</summary>
/// <param name="Text">As written; never empty.</param>
/// <param name="IsChanged">The other text lacks it.</param>
public sealed record WordSegment(string Text, bool IsChanged);
