using EvalHarness.Judging;
using EvalHarness.Pipeline.Judging;
using EvalHarness.Pipeline.Prompts;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Judging;

public sealed class PairwiseJudgeTests
{
    private const string Good = "The bridge is closed.";
    private const string Bad = "The bridge is made of cheese.";

    [Theory]
    [InlineData(Good, Bad, 1)]
    [InlineData(Bad, Good, -1)]
    public async Task WhatWinsInBothOrdersIsBetter(string output, string baseline, double expected)
    {
        AnsweringClient client = Preferring(prompt => SideOf(prompt, 'A') == Good ? "A" : "B");
        Verdict verdict = await Judge(client, output, baseline);
        Assert.Equal((expected, false, 2), (verdict.Score!.Value, verdict.OrderFlip!.Value, verdict.Calls));
        Assert.Equal((string[])(expected > 0 ? ["A", "B"] : ["B", "A"]), verdict.SideWinners);
        Assert.Equal(output, SideOf(client.Seen[0][0].Text, 'A'));
        Assert.Equal(output, SideOf(client.Seen[1][0].Text, 'B'));
        Assert.All(client.Seen, seen => Assert.DoesNotContain("q4_0", seen[0].Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("A", "A")]
    [InlineData("B", "B")]
    [InlineData("A", "tie")]
    public async Task AJudgeThatFollowsTheOrderCallsATieAndFlips(string first, string second)
    {
        Verdict verdict = await Judge(AnsweringClient.Saying(Saying(first), Saying(second)), Good, Bad);
        Assert.Equal((0.0, true), (verdict.Score!.Value, verdict.OrderFlip!.Value));
        Assert.Equal([first, second], verdict.SideWinners);
    }

    [Fact]
    public async Task ATieInBothOrdersIsNoFlip()
    {
        Verdict verdict = await Judge(AnsweringClient.Saying(Saying("tie")), Good, Bad);
        Assert.Equal((0.0, false), (verdict.Score!.Value, verdict.OrderFlip!.Value));
    }

    [Fact]
    public async Task EqualOutputsAreATieWithoutACallUnlessTheyAreAControl()
    {
        AnsweringClient client = AnsweringClient.Saying(Saying("A"));
        Verdict settled = await Judge(client, Good, "The  bridge\nis closed. ");
        Assert.Equal((0.0, null, 0), (settled.Score!.Value, settled.OrderFlip, settled.Calls));
        Assert.Empty(client.Seen);
        Verdict control = await Judge(client, Good, Good, isControl: true);
        Assert.Equal((0.0, true, 2), (control.Score!.Value, control.OrderFlip!.Value, control.Calls));
    }

    [Fact]
    public async Task WithOneOrderOnlyThereIsNoScore()
    {
        Verdict verdict = await Judge(
            AnsweringClient.Saying(Saying("A"), "A, of course", "really A"), Good, Bad);
        Assert.Equal((null, JudgingFailure.Parse, 3), (verdict.Score, verdict.Failure!.Value, verdict.Calls));
        Assert.Null(verdict.OrderFlip);
        Verdict abstained = await Judge(
            AnsweringClient.Saying(
                """{"reasoning": "r", "abstain": true, "abstain_reason": "no report"}""", Saying("A")),
            Good,
            Bad);
        Assert.Equal((null, null, "no report"), (abstained.Score, abstained.Failure, abstained.AbstainReason));
    }

    [Theory]
    [InlineData("candidate")]
    [InlineData("C")]
    [InlineData("give A")]
    [InlineData("5")]
    public async Task OnlySidesAreOnTheMenu(string winner)
    {
        Verdict verdict = await Judge(AnsweringClient.Saying(Saying(winner)), Good, Bad);
        Assert.Equal((null, JudgingFailure.OffMenu), (verdict.Score, verdict.Failure!.Value));
    }

    [Fact]
    public async Task QuotationsAreNamedByOutputAndNotBySide()
    {
        AnsweringClient client = AnsweringClient.Saying(
            """{"evidence": [{"quote": "cheese", "source": "b"}], "reasoning": "r", "verdict": "A"}""",
            """{"evidence": [{"quote": "cheese", "source": "a"}], "reasoning": "r", "verdict": "B"}""");
        Verdict verdict = await Judge(client, Good, Bad);
        Assert.Equal(1, verdict.Score);
        Assert.Equal(
            [new Evidence("cheese", "baseline"), new Evidence("cheese", "baseline")], verdict.Evidence);
    }

    [Fact]
    public async Task APairNeedsBothOutputs() => await Assert.ThrowsAsync<InvalidInputException>(
        () => Judge(AnsweringClient.Saying(Saying("A")), Good, null));

    private static string Saying(string winner) => $$"""{"reasoning": "r", "verdict": "{{winner}}"}""";

    private static AnsweringClient Preferring(Func<string, string> winner) =>
        new(messages => AnsweringClient.Text(Saying(winner(messages[0].Text))));

    private static string SideOf(string prompt, char side) =>
        prompt.Split('\n').Single(line => line.StartsWith(side + ": ", StringComparison.Ordinal))[3..];

    private static Task<Verdict> Judge(
        AnsweringClient client, string output, string? baseline, bool isControl = false) =>
        new PairwiseJudge("better", client, PromptTemplate.Create(
            new PromptFile
            {
                Name = "judge",
                Template = "<message role=\"user\">\nReport: {{report}}\nA: {{a}}\nB: {{b}}\nBetter:\n</message>",
                Sha256 = "",
            },
            "judge.yaml")).JudgeAsync(
                new JudgingRequest("1", "q4_0", new Dictionary<string, string> { ["report"] = Good }, output)
                {
                    BaselineOutput = baseline,
                    IsControl = isControl,
                },
                CancellationToken.None);
}
