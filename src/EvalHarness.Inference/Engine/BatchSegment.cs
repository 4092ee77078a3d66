namespace EvalHarness.Inference.Engine;

/// <summary>The part of a batch that belongs to one request.</summary>
/// <param name="Work">The request.</param>
/// <param name="FirstPosition">Position of its first token in the batch.</param>
/// <param name="Count">Number of its tokens.</param>
/// <param name="FirstLogitRow">Row of its first wanted logits.</param>
/// <param name="LogitCount">Number of its wanted rows: its last tokens.</param>
internal readonly record struct BatchSegment(
    SequenceWork Work, int FirstPosition, int Count, int FirstLogitRow, int LogitCount);
