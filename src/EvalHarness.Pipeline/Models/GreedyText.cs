namespace EvalHarness.Pipeline.Models;

/// <summary>What a model wrote when it always took the most likely token.</summary>
/// <param name="Tokens">The tokens, that which ended it left out.</param>
/// <param name="HasEnded">The model ended it; otherwise it was cut off.</param>
public sealed record GreedyText(IReadOnlyList<int> Tokens, bool HasEnded);
