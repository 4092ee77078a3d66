namespace EvalHarness;

/// <summary>A model's text, told apart into what it answers and what it thought before.</summary>
/// <param name="Answer">What is scored and judged; empty when a thinking block was never closed. The text as it came
/// when it holds no thinking block, else trimmed.</param>
/// <param name="Reasoning">Content of the thinking blocks, without tags; the whole text when a block was never closed;
/// <c>null</c> when there is none.</param>
/// <param name="IsUnclosed">A thinking block was opened and never closed, so the text holds no answer.</param>
public sealed record AnswerParts(string Answer, string? Reasoning = null, bool IsUnclosed = false);
