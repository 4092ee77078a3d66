using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class EscalationRulesTests
{
    private static readonly EscalationRules s_rules = EscalationRules.Parse(["disagreement", "fail", "parse"]);

    [Fact]
    public void WhatAllJudgesPassAlikeStands() => Assert.Empty(s_rules.Met([Judged(5), Judged(5)], 4, seed: 1));

    [Fact]
    public void EveryRuleThatIsMetIsNamed()
    {
        Assert.Equal(["disagreement"], s_rules.Met([Judged(5), Judged(4)], 4, seed: 1));
        Assert.Equal(["fail"], s_rules.Met([Judged(3), Judged(3)], 4, seed: 1));
        Assert.Equal(["parse"], s_rules.Met([Judged(5), Judged(null)], 4, seed: 1));
        Assert.Equal(["disagreement", "fail", "parse"], s_rules.Met([Judged(5), Judged(1), Judged(null)], 4, seed: 1));
        Assert.Equal(["parse"], s_rules.Met([], 4, seed: 1));
    }

    [Fact]
    public void AnOrderFlipIsMetOnlyWhereThereWasOne()
    {
        EscalationRules rules = EscalationRules.Parse(["flip"]);
        Assert.Equal(["flip"], rules.Met([Judged(0) with { OrderFlip = true }], 0, seed: 1));
        Assert.Empty(rules.Met([Judged(0) with { OrderFlip = false }, Judged(0)], 0, seed: 1));
    }

    [Fact]
    public void ADeviationAboveTheLimitIsMet()
    {
        EscalationRules rules = EscalationRules.Parse(["deviation:0.5"]);
        Assert.Equal(["deviation"], rules.Met([Judged(5) with { Deviation = 0.51 }], 4, seed: 1));
        Assert.Empty(rules.Met([Judged(5) with { Deviation = 0.5 }, Judged(5)], 4, seed: 1));
    }

    [Fact]
    public void MeansDisagreeWhenAGradeApartOrOnBothSidesOfThePassMark()
    {
        EscalationRules rules = EscalationRules.Parse(["disagreement"]);
        Assert.Empty(rules.Met([Judged(4.2), Judged(4.9)], 4, seed: 1));
        Assert.Equal(["disagreement"], rules.Met([Judged(3.9), Judged(4.1)], 4, seed: 1));
        Assert.Equal(["disagreement"], rules.Met([Judged(1.2), Judged(2.2)], 4, seed: 1));
    }

    [Fact]
    public void ARuleThatIsNotSetIsNotMet() =>
        Assert.Empty(EscalationRules.Parse(["fail"]).Met([Judged(5), Judged(null)], 4, seed: 1));

    [Fact]
    public void AnAuditTakesItsShareOfThePassesAndALargerOneOnlyAdds()
    {
        HashSet<string> small = Audited("audit:0.1");
        HashSet<string> large = Audited("audit:0.3");
        Assert.InRange(small.Count, 150, 250);
        Assert.InRange(large.Count, 540, 660);
        Assert.Subset(large, small);
        Assert.Equal(2000, Audited("audit:1").Count);
    }

    [Fact]
    public void AnAuditTakesNothingThatAJudgeFailsOrLeavesWithoutAGrade()
    {
        EscalationRules audit = EscalationRules.Parse(["audit:1"]);
        Assert.Equal(["audit"], audit.Met([Judged(5), Judged(4)], 4, seed: 7));
        Assert.Empty(audit.Met([Judged(5), Judged(3)], 4, seed: 7));
        Assert.Empty(audit.Met([Judged(null)], 4, seed: 7));
    }

    [Theory]
    [InlineData("flop")]
    [InlineData("deviation:0")]
    [InlineData("deviation:0,5")]
    [InlineData("deviation")]
    [InlineData("audit:0")]
    [InlineData("audit:1,5")]
    [InlineData("audit")]
    public void ARuleThatCannotBeFollowedIsRefused(string rule) =>
        Assert.Throws<InvalidInputException>(() => EscalationRules.Parse([rule]));

    private static HashSet<string> Audited(string rule) =>
    [
        .. Enumerable.Range(0, 2000).Select(i => Judged(5) with { SampleId = $"s{i}" })
            .Where(verdict => EscalationRules.Parse([rule]).Met([verdict], 4, seed: 7).Count > 0)
            .Select(verdict => verdict.SampleId),
    ];

    private static Verdict Judged(double? score) =>
        new() { Judge = "strict", SampleId = "1", Model = "q4_0", Score = score };
}
