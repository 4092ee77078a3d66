using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Judging;

/// <summary>
/// Looks at an output before the judge does: one without an answer gets the lowest grade, and no call is made. Beside
/// such an output any answer is the better one of a pair.
/// </summary>
/// <param name="inner">Judges everything else.</param>
internal sealed class CheckedJudge(IJudge inner) : IJudge
{
    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public VerdictMenu Menu => inner.Menu;

    /// <inheritdoc/>
    public Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        bool isPair = ReferenceEquals(Menu, VerdictMenu.Preference);
        return (request.Fault, isPair ? request.BaselineFault : null) switch
        {
            (null, null) => inner.JudgeAsync(request, cancellationToken),
            ({ } fault, null) => Task.FromResult(Graded(request, Menu.Scores[0], fault)),
            (null, { } fault) => Task.FromResult(Graded(request, Menu.Scores[^1], fault)),
            ({ } fault, _) => Task.FromResult(Graded(request, 0, fault)),
        };
    }

    private Verdict Graded(JudgingRequest request, double score, ScoreFault fault) =>
        Verdict.From(Name, request) with
        {
            Score = score,
            Fault = fault,
            Reasoning = $"Nobody was asked: {AnswerCheck.Describe(fault)}.",
        };
}
