using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Judging;

/// <summary>One answer of a judge's model, read.</summary>
/// <param name="Text">The answer, letter for letter; empty when none arrived.</param>
/// <param name="Reading">The verdict in it, or why there is none.</param>
/// <param name="Usage">What the call cost.</param>
internal sealed record JudgeAnswer(string Text, VerdictReading Reading, OutputUsage Usage)
{
    /// <summary>Asking once more can help: the judge answered, and in a wrong form.</summary>
    public bool IsMendable =>
        Reading.Failure is JudgingFailure.Parse or JudgingFailure.OffMenu or JudgingFailure.Truncated;
}
