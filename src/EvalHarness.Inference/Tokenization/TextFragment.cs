namespace EvalHarness.Inference.Tokenization;

/// <summary>A part of a text: plain text, or a special token.</summary>
/// <param name="Start">First character.</param>
/// <param name="Length">Number of characters.</param>
/// <param name="TokenId">The special token, or <c>null</c> for plain text.</param>
internal readonly record struct TextFragment(int Start, int Length, int? TokenId);
