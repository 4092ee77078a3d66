using EvalHarness.Judging;
using Microsoft.Extensions.AI;

namespace EvalHarness.Tests.Pipeline.Judging;

/// <summary>A judge that has its own way to ask a model.</summary>
public sealed class AskingJudge(IChatClient model) : IJudge
{
    /// <inheritdoc/>
    public string Name => "asking";

    /// <inheritdoc/>
    public VerdictMenu Menu { get; } = VerdictMenu.Range(1, 5);

    /// <inheritdoc/>
    public async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        ChatResponse response = await model.GetResponseAsync(
            $"Answer: {request.Output}", cancellationToken: cancellationToken);
        int grade = response.Text.Contains('5', StringComparison.Ordinal) ? 5 : 1;
        return Verdict.From(Name, request) with { Score = grade };
    }
}
