namespace EvalHarness.Judging;

/// <summary>An item that was drawn for judging.</summary>
/// <param name="Item">The item.</param>
/// <param name="InclusionProbability">Probability of being drawn, above 0; estimates weigh by its inverse.</param>
public sealed record SampledItem(JudgingItem Item, double InclusionProbability);
