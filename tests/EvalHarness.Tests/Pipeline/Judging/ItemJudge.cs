using System.Text.Json.Nodes;
using EvalHarness.Judging;

namespace EvalHarness.Tests.Pipeline.Judging;

/// <summary>A judge as a user writes it: named by configurations, and loaded from this assembly's file.</summary>
public sealed class ItemJudge(VerdictMenu menu, JsonObject settings) : IJudge
{
    /// <inheritdoc/>
    public string Name => "item";

    /// <inheritdoc/>
    public VerdictMenu Menu => menu;

    /// <inheritdoc/>
    public async Task<Verdict> JudgeAsync(JudgingRequest request, CancellationToken cancellationToken)
    {
        Verdict verdict = Verdict.From(Name, request);
        bool isRight = request.Output.StartsWith("answer", StringComparison.Ordinal);
        switch ((string?)settings["does"])
        {
            case "fail":
                throw new InvalidOperationException($"no route with the key {settings["apiKey"]}");
            case "hang":
                await Task.Delay(Timeout.Infinite, CancellationToken.None);
                return verdict;
            case "nothing":
                return null!;
            case "no word":
                return verdict;
            case "abstain":
                return verdict with { AbstainReason = "I cannot tell." };
            case "both":
                return verdict with { Score = 5, AbstainReason = "I cannot tell." };
            case "score":
                return verdict with { Score = (double)settings["score"]! };
            case "infinite":
                return verdict with { Score = double.NaN };
            case "tell":
                return verdict with { Score = 3, Model = "mine", Reasoning = $"[{request.Model}]" };
            default:
                return verdict with { Score = isRight ? menu.Scores[^1] : menu.Scores[0], Reasoning = "Looked." };
        }
    }
}
