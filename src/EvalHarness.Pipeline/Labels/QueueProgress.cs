namespace EvalHarness.Pipeline.Labels;

/// <summary>How far a labeller has come.</summary>
/// <param name="Answered">Items that the labeller labelled, or could not tell.</param>
/// <param name="All">Items that are the labeller's to label, answered ones among them.</param>
public sealed record QueueProgress(int Answered, int All);
