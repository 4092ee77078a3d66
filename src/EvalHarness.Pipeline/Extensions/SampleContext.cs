using Microsoft.Extensions.AI;
using Microsoft.Extensions.AI.Evaluation;

namespace EvalHarness.Pipeline.Extensions;

/// <summary>A sample as the context of an evaluator: its targets, choices and fields.</summary>
/// <param name="sample">The sample.</param>
public sealed class SampleContext(Sample sample)
    : EvaluationContext("Sample", sample.Targets.Select(target => (AIContent)new TextContent(target)))
{
    /// <summary>The sample.</summary>
    public Sample Sample => sample;
}
