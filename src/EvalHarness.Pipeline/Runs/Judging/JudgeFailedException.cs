namespace EvalHarness.Pipeline.Runs.Judging;

/// <summary>
/// A judge's first verdicts all failed for one reason, so that the others would too: judging stops, and the run is
/// incomplete until the cause is fixed.
/// </summary>
/// <param name="judge">The judge.</param>
/// <param name="count">How many verdicts failed.</param>
/// <param name="reason">Why, as the first of them says it.</param>
/// <param name="fix">How to fix it.</param>
public sealed class JudgeFailedException(string judge, int count, string reason, string fix)
    : Exception(FormattableString.Invariant(
        $"The first {count} verdicts of the judge \"{judge}\" all failed: {reason} {fix}"));
