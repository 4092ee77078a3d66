using EvalHarness.Cli.Options;
using EvalHarness.Pipeline.Runs;
using EvalHarness.Pipeline.Runs.Planning;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Runs;

public sealed class RunPlatformTests
{
    private static readonly RunManifest s_manifest = new()
    {
        ToolVersion = "1",
        ConfigurationSha256 = "c",
        Models = new Dictionary<string, string>(),
        Datasets = new Dictionary<string, string>(),
        Prompts = new Dictionary<string, string>(),
        Scorers = new Dictionary<string, string>(),
        Seeds = new Dictionary<string, long>(),
    };

    [Fact]
    public void AnotherEngineVersionIsADifferenceAndAnotherProcessorIsNone()
    {
        RunManifest then = With(("engine", "1"), ("features", "AVX2"));
        Assert.Equal(
            new ManifestDifference("engine version", "1", "2"),
            Assert.Single(ManifestDifference.Find(then, With(("engine", "2"), ("features", "AVX2")))));
        Assert.Empty(ManifestDifference.Find(then, With(("engine", "1"), ("features", "AdvSimd"))));
        Assert.Empty(ManifestDifference.Find(s_manifest, then));
    }

    [Fact]
    public void OnlyARunWithTheEngineNamesItsVersion()
    {
        Assert.Contains("engine", RunPlatform.Describe(usesEngine: true).Keys);
        Assert.DoesNotContain("engine", RunPlatform.Describe(usesEngine: false).Keys);
        Assert.Contains("features", RunPlatform.Describe(usesEngine: false).Keys);
    }

    [Fact]
    public async Task ARunContinuedOnAnotherProcessorSaysSo()
    {
        using ScriptedEvaluation evaluation = new();
        await evaluation.RunAsync("run");
        string id = await evaluation.NewestRunAsync();
        using CliProcess elsewhere = CliProcess.Start(
            evaluation.Folder,
            new Dictionary<string, string> { ["DOTNET_EnableHWIntrinsic"] = "0" },
            "run", "--run", id, "--json");
        (int code, string output, string error) = await elsewhere.WaitAsync();
        Assert.True(code == (int)ExitCode.Failed, error);
        Assert.Contains("\"continued_on\"", output, StringComparison.Ordinal);
        Assert.Contains("features none", output, StringComparison.Ordinal);
    }

    private static RunManifest With(params (string Key, string Value)[] platform) =>
        s_manifest with { Platform = platform.ToDictionary(entry => entry.Key, entry => entry.Value) };
}
