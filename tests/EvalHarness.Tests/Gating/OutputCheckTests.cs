using EvalHarness.Gating;

namespace EvalHarness.Tests.Gating;

public sealed class OutputCheckTests
{
    private static readonly GateDecision s_pass = new()
    {
        Candidate = "small",
        Metric = "answer/exact_match",
        Outcome = GateOutcome.Pass,
        Reason = "No drop.",
        Margin = 0.02,
        Confidence = 0.95,
        Pairs = 100,
    };

    private static readonly OutputCounts s_whole = new("base", "answer", Outputs: 100);

    [Fact]
    public void WholeAnswersLeaveGatesAsTheyAre() =>
        Assert.Equal([s_pass], Apply(s_whole, s_whole with { Model = "small" }));

    [Fact]
    public void ABrokenBaselineMakesEveryGateInconclusiveAndSaysWhy()
    {
        OutputCounts empty = s_whole with { Empty = 60 };
        GateDecision gate = Assert.Single(Apply(empty, empty with { Model = "small" }));
        Assert.Equal(GateOutcome.Inconclusive, gate.Outcome);
        Assert.Contains("60 of 100 outputs are empty (maxEmpty 1 %)", gate.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ABrokenBaselineDoesNotHoldTheCandidateEither()
    {
        GateDecision failed = s_pass with { Outcome = GateOutcome.Fail };
        GateDecision gate = Assert.Single(
            OutputCheck.Apply([failed], s_whole with { Refused = 2 }, s_whole with { Model = "small" }, new()));
        Assert.Equal(GateOutcome.Inconclusive, gate.Outcome);
    }

    [Fact]
    public void ACandidateAboveALimitThatTheBaselineKeepsFailsAGateOfItsOwn()
    {
        IReadOnlyList<GateDecision> gates = Apply(s_whole, s_whole with { Model = "small", Truncated = 6 });
        Assert.Equal(s_pass, gates[0]);
        Assert.Equal(("small", "answer/outputs", GateOutcome.Fail), (gates[1].Candidate, gates[1].Metric, gates[1].Outcome));
        Assert.Contains("6 of 100 outputs were truncated", gates[1].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ALimitThatBothExceedFailsNobody() => Assert.Single(Apply(
        s_whole with { InvalidFormat = 50 }, s_whole with { Model = "small", InvalidFormat = 70 }));

    [Theory]
    [InlineData(5, 1)]
    [InlineData(6, 2)]
    public void ALimitIsTheLargestShareThatIsAllowed(int truncated, int gates) =>
        Assert.Equal(gates, Apply(s_whole, s_whole with { Model = "small", Truncated = truncated }).Count);

    [Fact]
    public void ALimitOfOneAllowsEverything() => Assert.Equal(
        [s_pass],
        OutputCheck.Apply(
            [s_pass],
            s_whole with { Empty = 100 },
            s_whole with { Model = "small", Empty = 100 },
            new() { MaxEmpty = 1 }));

    [Fact]
    public void OutputsAreCountedByWhatTheyAre()
    {
        OutputCounts counts = new("base", "answer");
        counts = counts.Add(new() { SampleId = "1", Text = "a", FinishReason = "stop" }, []);
        counts = counts.Add(new() { SampleId = "2", Text = "a", FinishReason = "length" }, []);
        counts = counts.Add(new() { SampleId = "3", Reasoning = "a", FinishReason = "length" }, []);
        counts = counts.Add(new() { SampleId = "4", FinishReason = "length" }, []);
        counts = counts.Add(new() { SampleId = "5", Text = "No", FinishReason = "refusal" }, []);
        counts = counts.Add(new() { SampleId = "6", FinishReason = "content_filter" }, []);
        counts = counts.Add(new() { SampleId = "7", Error = new("generate", "timed out") }, []);
        counts = counts.Add(
            new() { SampleId = "8", Text = "a" }, [new("8", "choice", 0, "none", Fault: ScoreFault.InvalidFormat)]);
        Assert.Equal(new("base", "answer", 7, 2, 3, 1, 1, 1, 1), counts);
    }

    [Theory]
    [InlineData("stop", null)]
    [InlineData("length", null)]
    [InlineData("stop", "Perhaps Tuesday?")]
    [InlineData("length", "Perhaps Tuesday?")]
    public void AnEmptyAnswerCountsAlikeWhateverEndedIt(string finish, string? reasoning)
    {
        OutputCounts counts = new("small", "answer", Outputs: 98);
        ModelOutput empty = new() { SampleId = "1", Text = "\u200b\n", Reasoning = reasoning, FinishReason = finish };
        counts = counts.Add(empty, []).Add(empty, []);
        GateDecision gate = Apply(s_whole, counts)[1];
        Assert.Equal((GateOutcome.Fail, "answer/outputs"), (gate.Outcome, gate.Metric));
        Assert.Contains("2 of 100 outputs are empty (maxEmpty 1 %)", gate.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatTheScoresLeaveOpenIsSaidBesideTheOutputs()
    {
        GateDecision open = s_pass with
        {
            Outcome = GateOutcome.Inconclusive,
            Reason = "The baseline scored the floor of the metric, 0, on every sample.",
        };
        GateDecision gate = Assert.Single(OutputCheck.Apply(
            [open], s_whole with { Empty = 100 }, s_whole with { Model = "small", Empty = 100 }, new()));
        Assert.Contains("100 of 100 outputs are empty", gate.Reason, StringComparison.Ordinal);
        Assert.EndsWith(open.Reason, gate.Reason, StringComparison.Ordinal);
    }

    private static IReadOnlyList<GateDecision> Apply(OutputCounts baseline, OutputCounts candidate) =>
        OutputCheck.Apply([s_pass], baseline, candidate, new());
}
