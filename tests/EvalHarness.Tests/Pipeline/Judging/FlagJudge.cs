using EvalHarness.Judging;

namespace EvalHarness.Tests.Pipeline.Judging;

/// <summary>A judge of pass and fail.</summary>
public sealed class FlagJudge : IJudge
{
    /// <inheritdoc/>
    public string Name => "flag";

    /// <inheritdoc/>
    public VerdictMenu Menu => VerdictMenu.PassFail;

    /// <inheritdoc/>
    public Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken) =>
        Task.FromResult(Verdict.From(Name, request) with { Score = 1 });
}
