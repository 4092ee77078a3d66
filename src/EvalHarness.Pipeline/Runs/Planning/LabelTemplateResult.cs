using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Runs.Planning;

/// <summary>What was written to be labelled.</summary>
/// <param name="Rows">Outputs to be graded.</param>
/// <param name="Pairs">Drawn pairs, over all candidates.</param>
/// <param name="Differing">Pairs that differ, over all candidates.</param>
/// <param name="Draw">How they were drawn.</param>
internal sealed record LabelTemplateResult(int Rows, int Pairs, int Differing, LabelledPairs Draw);
