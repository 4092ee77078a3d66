namespace EvalHarness;

/// <summary>A document that a ranking sample offers to the model.</summary>
/// <param name="Id">Identity within the sample, as used in its relevance grades.</param>
/// <param name="Text">What the model reads.</param>
public sealed record RankingCandidate(string Id, string Text);
