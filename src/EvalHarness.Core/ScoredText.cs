namespace EvalHarness;

/// <summary>A text whose likelihood is asked for, rather than an answer.</summary>
/// <param name="Text">The text, verbatim: its white space counts.</param>
/// <param name="Context">
/// What precedes it; empty for the model's begin token alone, <c>null</c> for the sample's own prompt.
/// </param>
public sealed record ScoredText(string Text, string? Context = null);
