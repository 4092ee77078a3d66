using EvalHarness.Pipeline.Runs.Planning;

namespace EvalHarness.Pipeline.Runs.Estimating;

/// <summary>What a search would try, and what its gates could show.</summary>
/// <param name="Models">The baseline, and the candidates in the order in which they would be tried.</param>
/// <param name="Gates">Each gate at the confidence that the number of candidates asks for.</param>
public sealed record SearchEstimate(IReadOnlyList<PlannedModel> Models, IReadOnlyList<GateEstimate> Gates);
