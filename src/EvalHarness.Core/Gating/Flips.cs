namespace EvalHarness.Gating;

/// <summary>
/// Samples whose correctness changed between two models ("Accuracy is Not All You Need", arXiv 2407.09141).
/// </summary>
/// <param name="Lost">b: only the baseline passes.</param>
/// <param name="Gained">c: only the candidate passes.</param>
/// <param name="Share">(b + c) / pairs, 0–1.</param>
/// <param name="McNemarP">Two-sided exact McNemar p-value; 1 when nothing flipped.</param>
public sealed record Flips(int Lost, int Gained, double Share, double McNemarP);
