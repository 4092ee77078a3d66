using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Labels;

/// <summary>A draw that would give the gates of a run the labels that they need.</summary>
/// <param name="Draw">The draw.</param>
/// <param name="Differing">Pairs that differ, over all candidates.</param>
/// <param name="Drawn">Of these, pairs that it draws.</param>
/// <param name="Sentence">Why it is so, in words.</param>
public sealed record DrawProposal(EstimationDraw Draw, int Differing, int Drawn, string Sentence);
