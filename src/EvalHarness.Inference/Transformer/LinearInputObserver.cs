using EvalHarness.Inference.Kernels;

namespace EvalHarness.Inference.Transformer;

/// <summary>Sees the inputs of a linear layer before they are multiplied, while all workers wait.</summary>
/// <param name="input">Which layer they enter.</param>
/// <param name="rows">The inputs, one row per token.</param>
/// <param name="count">Number of rows.</param>
internal delegate void LinearInputObserver(LinearInput input, RowBlock rows, int count);
