using EvalHarness.Judging;
using EvalHarness.Pipeline.Reporting.Wording;
using EvalHarness.Tests.Testing.Reports;

namespace EvalHarness.Tests.Pipeline.Reporting.Wording;

public sealed class JudgeWordsTests
{
    private static readonly IReadOnlyList<JudgeSummary> s_judges = JudgedSummaries.Create();

    [Fact]
    public void OnlyControlsThatWereMeasuredAreShown()
    {
        Assert.Equal(
            ["same when asked again", "longer output wins", "canaries obeyed"],
            JudgeWords.Controls(s_judges[0]).Select(control => control.Name));
        Assert.Equal(
            ["order flips", "first side wins", "equal to itself", "longer output wins", "canaries obeyed"],
            JudgeWords.Controls(s_judges[1]).Select(control => control.Name));
        Assert.Empty(JudgeWords.Controls(s_judges[2]));
        Assert.Empty(JudgeWords.Rates(s_judges[2]));
    }

    [Fact]
    public void MissingVerdictsAreCountedByReasonCommonestFirst()
    {
        Assert.Equal("http\u00A06, parse\u00A04, timeout\u00A01", JudgeWords.Failures(s_judges[1].Failures));
        Assert.Equal("none", JudgeWords.Failures(s_judges[2].Failures));
    }

    [Fact]
    public void HealthSaysAgreementAndCost()
    {
        string health = JudgeWords.Health(s_judges[0]);
        Assert.StartsWith("local on summarize: kappa 0.971 [0.962, 0.981]", health, StringComparison.Ordinal);
        Assert.Contains("with 240 labelled grades", health, StringComparison.Ordinal);
        Assert.EndsWith(
            "300 outputs judged, 2 without a verdict, 596 calls, 302\u202F114 tokens",
            health,
            StringComparison.Ordinal);
    }

    [Fact]
    public void AJudgeWithoutKnownGradesIsNotSaidToAgree()
    {
        string health = JudgeWords.Health(s_judges[2]);
        Assert.Contains("no labelled grades", health, StringComparison.Ordinal);
        Assert.DoesNotContain("kappa", health, StringComparison.Ordinal);
    }

    [Fact]
    public void AJudgeBelowItsLimitsIsWarnedOfWithEveryLimit()
    {
        Assert.Null(JudgeWords.Warning(s_judges[0]));
        string warning = JudgeWords.Warning(s_judges[1])!;
        Assert.All(s_judges[1].Shortfalls, limit => Assert.Contains(limit, warning, StringComparison.Ordinal));
        Assert.EndsWith("so gates on its own grades are inconclusive", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void AnIntervalOfKappaEndsAtOne()
    {
        JudgeReliability perfect = JudgeReliability.From(
            [.. new[] { 1.0, 1, 1, 0, 0 }.Select(known => (known, Judged(known))), (0, Judged(1))],
            VerdictMenu.PassFail,
            1);
        Assert.Equal(1, perfect.Kappa!.Value.Interval().High);
        Assert.Equal(1, JudgeWords.KappaInterval(s_judges[0] with { Reliability = perfect })!.Value.High);
    }

    private static Verdict Judged(double score) => new() { Judge = "j", SampleId = "s", Model = "m", Score = score };
}
