using EvalHarness.Judging;

namespace EvalHarness.Pipeline.Judging;

/// <summary>A judge where it is asked. Thread-safe.</summary>
public interface IHostedJudge
{
    /// <summary>Judges one output; of a master its blind verdict.</summary>
    /// <param name="request">The output and what to judge it by.</param>
    /// <param name="cancellationToken">Cancels the calls; the only thing that throws, apart from invalid input.</param>
    /// <exception cref="InvalidInputException">The request lacks a text that the judge needs.</exception>
    Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken);

    /// <summary>Judges one output blind, then reviews the verdicts of a panel; for masters only.</summary>
    /// <param name="request">The output and what to judge it by.</param>
    /// <param name="panel">The verdicts to review.</param>
    /// <param name="cancellationToken">Cancels the calls; the only thing that throws, apart from invalid input.</param>
    /// <exception cref="InvalidInputException">The request lacks a text that the judge needs.</exception>
    Task<MasterReview> ReviewAsync(
        JudgingRequest request, IReadOnlyList<Verdict> panel, CancellationToken cancellationToken);
}
