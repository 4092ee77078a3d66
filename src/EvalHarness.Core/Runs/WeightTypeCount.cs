namespace EvalHarness.Runs;

/// <summary>The weights of one type in a model.</summary>
/// <param name="Type">The type, such as <c>q4_0</c>.</param>
/// <param name="Tensors">Tensors that have it; at least 1.</param>
/// <param name="Weights">Their weights; at least 1.</param>
public sealed record WeightTypeCount(string Type, int Tensors, long Weights);
