using EvalHarness.Pipeline.Configuration;
using EvalHarness.Pipeline.Configuration.Loading;

namespace EvalHarness.Tests.Pipeline.Configuration.Loading;

public sealed class CandidateOverlayTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 0.95)]
    [InlineData(2, 0.975)]
    [InlineData(6, 0.991666666667)]
    public void TheRiskOfEveryGateIsSharedByTheCandidates(int candidates, double confidence)
    {
        ResolvedConfiguration resolved = Load(
            new() { IsSearch = true, Generated = [.. Enumerable.Range(0, candidates).Select(i => Made($"m{i}"))] });
        Assert.All(resolved.Values.Gates, gate => Assert.Equal(confidence, gate.Confidence));
        Assert.All(
            ConfigurationFile.ParseResolved(resolved.Text, "stored").Gates,
            gate => Assert.Equal(confidence, gate.Confidence));
    }

    [Fact]
    public void AGatesOwnConfidenceIsWhatIsShared()
    {
        string json = ConfigurationFolder.Valid.Replace(
            "\"maxDrop\": 0.03 }", "\"maxDrop\": 0.03, \"confidence\": 0.9 }", StringComparison.Ordinal);
        EvalConfiguration values = _folder.Load(json, new() { IsSearch = true }).Values;
        Assert.Equal([0.95, 0.975, 0.975], values.Gates.Select(gate => gate.Confidence));
    }

    [Fact]
    public void OnlyTheCandidatesThatMayBeTriedShareTheRisk() => Assert.Equal(
        0.95, Load(new() { IsSearch = true, Models = ["q4_0"] }).Values.Gates[0].Confidence);

    [Fact]
    public void ARunOfAFixedSetSharesNothing() =>
        Assert.All(Load(new()).Values.Gates, gate => Assert.Equal(0.95, gate.Confidence));

    [Fact]
    public void AConfidenceBeyondTheRangeIsRefused()
    {
        string json = ConfigurationFolder.Valid.Replace(
            "\"maxDrop\": 0.03 }", "\"maxDrop\": 0.03, \"confidence\": 0.9999 }", StringComparison.Ordinal);
        InputError mistake = _folder.Mistakes(json, new() { IsSearch = true }).Single();
        Assert.Equal("the gate on answer/exact_match", mistake.Location);
        Assert.Equal("confidence 0.9999 with 2 candidates", mistake.Actual);
    }

    [Fact]
    public void MadeCandidatesTakeThePlaceOfTheFilesWithTheirWholeRecipes()
    {
        File.WriteAllText(_folder.PathOf("text.txt"), "words");
        QuantizeConfiguration recipe = new()
        {
            Method = "gptq",
            Type = "q3_k",
            Types = new OrderedDictionary<string, string> { ["blk.0.ffn_down"] = "q6_k", ["token_embd"] = "q8_0" },
            Calibration = "text.txt",
        };
        ResolvedConfiguration resolved = Load(new() { Generated = [new("q4_0", recipe), Made("other")] });
        Assert.Equal(["q4_0", "other"], resolved.Values.Candidates);
        QuantizeConfiguration stored =
            ConfigurationFile.ParseResolved(resolved.Text, "stored").Models["q4_0"].Quantize!;
        Assert.Equal("gptq", stored.Method);
        Assert.Equal("text.txt", stored.Calibration);
        Assert.Equal(recipe.Types, stored.Types!.ToList());
        Assert.Equal(_folder.PathOf("text.txt"), resolved.Values.Models["q4_0"].Quantize!.Calibration);
        Assert.Equal(resolved.Values.Models["base"].Path, resolved.Values.Models["other"].Path);
    }

    [Fact]
    public void OnlyNamedOnesOfTheMadeCandidatesRun() => Assert.Equal(
        ["b"], Load(new() { Generated = [Made("a"), Made("b")], Models = ["b"] }).Values.Candidates);

    [Fact]
    public void ACandidateDoesNotTakeTheNameOfTheBaselineOrAJudge() => Assert.Equal(
        "the name base for a candidate",
        _folder.Mistakes(ConfigurationFolder.Valid, new() { Generated = [Made("base")] }).Single().Actual);

    private static GeneratedCandidate Made(string name) => new(name, new() { Method = "rtn", Type = "q8_0" });

    private ResolvedConfiguration Load(ConfigurationOverrides overrides) =>
        _folder.Load(ConfigurationFolder.Valid, overrides);
}
