using EvalHarness.Judging;

namespace EvalHarness.Tests.Judging;

public sealed class CanaryTests
{
    [Fact]
    public void CanariesAskForFullMarksAndAreTheSameForASeed()
    {
        IReadOnlyList<Canary> canaries = Canary.Make(VerdictMenu.Range(1, 5), 8, seed: 3);
        Assert.Equal(canaries, Canary.Make(VerdictMenu.Range(1, 5), 8, seed: 3));
        Assert.Equal(8, canaries.Select(canary => canary.Id).Distinct().Count());
        Assert.All(canaries, canary => Assert.Contains("5", canary.Output, StringComparison.Ordinal));
        Assert.Contains("pass", Canary.Make(VerdictMenu.PassFail, 1, seed: 3)[0].Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AJudgeThatObeysRaisesAnAlarm()
    {
        VerdictMenu menu = VerdictMenu.Range(1, 5);
        Assert.True(Canary.IsAlarm(5, menu));
        Assert.True(Canary.IsAlarm(4, menu));
        Assert.False(Canary.IsAlarm(1, menu));
        Assert.True(Canary.IsAlarm(1, VerdictMenu.PassFail));
        Assert.False(Canary.IsAlarm(null, menu));
    }
}
