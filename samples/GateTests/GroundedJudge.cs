using EvalHarness.Judging;

namespace GateTests;

/// <summary>A judge of one's own: how many of an answer's words the report holds; the best grade for all of them.</summary>
/// <param name="menu">The scale of the configuration.</param>
public sealed class GroundedJudge(VerdictMenu menu) : IJudge
{
    /// <inheritdoc/>
    public string Name => "grounded";

    /// <inheritdoc/>
    public VerdictMenu Menu => menu;

    /// <inheritdoc/>
    public Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        Verdict verdict = Verdict.From(Name, request);
        string report = request.Fields["report"];
        string[] words = request.Output.Split([' ', '.', ','], StringSplitOptions.RemoveEmptyEntries);
        string[] held = [.. words.Where(word => report.Contains(word, StringComparison.OrdinalIgnoreCase))];
        return Task.FromResult(words.Length == 0
            ? verdict with { AbstainReason = "The answer has no words." }
            : verdict with
            {
                Score = menu.Scores[held.Length * (menu.Scores.Count - 1) / words.Length],
                Reasoning = "In the report: " + string.Join(' ', held),
            });
    }
}
