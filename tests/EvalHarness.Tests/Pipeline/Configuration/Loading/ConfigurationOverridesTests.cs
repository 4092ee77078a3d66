using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;

namespace EvalHarness.Tests.Pipeline.Configuration.Loading;

public sealed class ConfigurationOverridesTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheCommandLineWinsOverTheFile()
    {
        ResolvedConfiguration resolved = Load(new() { Limit = 7, Output = "elsewhere" });
        Assert.All(resolved.Values.Tasks.Values, task => Assert.Equal(7, task.Limit));
        Assert.Equal(Path.GetFullPath("elsewhere"), resolved.Values.Output);
        Assert.Contains("\"limit\": 7", resolved.Text, StringComparison.Ordinal);
        Assert.NotEqual(Load(new()).Sha256, resolved.Sha256);
    }

    [Fact]
    public void TasksThatAreLeftOutTakeTheirGatesWithThem()
    {
        EvalConfiguration values = Load(new() { Tasks = ["rank"] }).Values;
        Assert.Equal(["rank"], values.Tasks.Keys);
        Assert.Equal(["rank/ndcg@5"], values.Gates.Select(gate => gate.Metric));
    }

    [Fact]
    public void OnlyTheNamedCandidatesRunBesideTheBaseline()
    {
        Assert.Equal(["q4_0"], Load(new() { Models = ["q4_0", "base"] }).Values.Candidates);
        Assert.Equal("base", Load(new() { Models = ["q4_0"] }).Values.Baseline);
    }

    [Fact]
    public void WithoutJudgesTheirGatesFallAway()
    {
        EvalConfiguration values = Load(new() { NoJudge = true }).Values;
        Assert.Empty(values.Judges);
        Assert.Null(values.Judging);
        Assert.DoesNotContain(values.Gates, gate => gate.Metric.Contains("judge", StringComparison.Ordinal));
    }

    [Fact]
    public void WrongNamesAndNumbersAreAllReported()
    {
        ConfigurationOverrides overrides = new() { Tasks = ["rnak"], Models = ["q4_O"], Limit = 0 };
        Assert.Equal(
            ["--task Did you mean \"rank\"?", "--model Did you mean \"q4_0\"?", "--limit "],
            _folder.Mistakes(ConfigurationFolder.Valid, overrides)
                .Select(mistake => $"{mistake.Location} {mistake.Fix}"));
    }

    [Fact]
    public void TheBaselineAloneIsNoComparison() => Assert.Equal(
        "no candidate",
        _folder.Mistakes(ConfigurationFolder.Valid, new() { Models = ["base"] }).Single().Actual);

    private ResolvedConfiguration Load(ConfigurationOverrides overrides) =>
        _folder.Load(ConfigurationFolder.Valid, overrides);
}
