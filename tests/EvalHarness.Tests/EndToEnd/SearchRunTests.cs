using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class SearchRunTests
{
    [Fact]
    public async Task ASearchEndsWithTheFirstThatPassesAndSaysWhatItTried()
    {
        using ScriptedEvaluation evaluation = Create("worse", "equal", "later");
        CommandResult result = await evaluation.RunAsync("search");
        Assert.Equal(ExitCode.Passed, result.Code);
        Assert.Contains("\nSHIP  ", result.Output, StringComparison.Ordinal);
        Assert.Contains("Not tried, because an earlier one passes: later.", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "Each gate at 98.33 % because 3 candidates may be tried.", result.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "First that passes: equal; its size is not known. Tried worse, equal; not tried: later.",
            result.Output.TrimEnd(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("worse", 0.2, ExitCode.Failed)]
    [InlineData("equal", 0.01, ExitCode.Inconclusive)]
    public async Task TheExitCodeSaysWhyNonePasses(string candidate, double maxDrop, object code)
    {
        using ScriptedEvaluation evaluation = Create("worse", candidate == "worse" ? "worst" : candidate);
        evaluation.Configuration["gates"]![0]!["maxDrop"] = maxDrop;
        CommandResult result = await evaluation.RunAsync("search");
        Assert.Equal(code, result.Code);
        Assert.Contains("None passes. Nearest: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADeadModelMakesASearchIncomplete()
    {
        using ScriptedEvaluation evaluation = Create("worse", "equal");
        File.WriteAllText(evaluation.Combine("worse.jsonl"), """{"error": "gone"}""");
        Assert.Equal(ExitCode.Incomplete, (await evaluation.RunAsync("search")).Code);
    }

    [Fact]
    public async Task ShowGateAndReportSayWhatTheSearchSaid()
    {
        using ScriptedEvaluation evaluation = Create("worse", "equal", "later");
        CommandResult search = await evaluation.RunAsync("search", "--json");
        string id = await evaluation.NewestRunAsync();
        foreach (string file in Directory.GetFiles(evaluation.Folder, "*.jsonl"))
        {
            File.Delete(file);
        }

        CommandResult gate = await evaluation.RunAsync("gate", id, "--json");
        Assert.Equal(search.Code, gate.Code);
        Assert.Equal(search.StableJson, gate.StableJson);
        Assert.Equal(search.StableJson, (await evaluation.RunAsync("show", id, "--json")).StableJson);
        Assert.Equal(
            search.StableJson, (await evaluation.RunAsync("report", id, "--format", "json")).StableJson);
        JsonNode report = JsonNode.Parse(search.Output)!;
        Assert.Equal("ship", (string)report["decision"]!);
        Assert.Equal(["later"], report["untried"]!.AsArray().Select(name => (string)name!));
        Assert.Equal(["base", "worse", "equal"], report["models"]!.AsObject().Select(model => model.Key));
    }

    [Fact]
    public async Task OtherGatesOnASearchShareTheRiskToo()
    {
        using ScriptedEvaluation evaluation = Create("worse", "equal", "later");
        await evaluation.RunAsync("search");
        JsonNode others = evaluation.Configuration.DeepClone();
        others["gates"]![0]!["confidence"] = 0.9;
        File.WriteAllText(evaluation.Combine("others.json"), others.ToJsonString());
        CommandResult gate = await evaluation.RunAsync(
            "gate", await evaluation.NewestRunAsync(), "--gates", evaluation.Combine("others.json"), "--json");
        Assert.All(
            JsonNode.Parse(gate.Output)!["gates"]!.AsArray(),
            decision => Assert.Equal(0.966667, (double)decision!["confidence"]!, 6));
    }

    [Fact]
    public async Task ASearchIsNoRunOfAllCandidates()
    {
        using ScriptedEvaluation evaluation = Create("equal", "later");
        await evaluation.RunAsync("search");
        string id = await evaluation.NewestRunAsync();
        CommandResult refused = await evaluation.RunAsync("run", "--run", id);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("configuration", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APlanListsTheOrderAndAsksNobody()
    {
        using ScriptedEvaluation evaluation = Create("worse", "equal");
        CommandResult plan = await evaluation.RunAsync("search", "--plan", "--json");
        Assert.Equal(ExitCode.Passed, plan.Code);
        JsonNode document = JsonNode.Parse(plan.Output)!;
        Assert.Equal(
            ["worse", "equal"], document["candidates"]!.AsArray().Select(one => (string)one!["candidate"]!));
        Assert.Equal(0.975, (double)document["gates"]![0]!["confidence"]!);
        Assert.Null(document["sensitivity"]);
        Assert.Equal("[]", (await evaluation.RunAsync("runs", "--json")).Output.Trim());
    }

    [Fact]
    public async Task CandidatesAreMadeOfGgufBaselinesOnly()
    {
        using ScriptedEvaluation evaluation = Create("equal");
        CommandResult refused = await evaluation.RunAsync("search", "--types", "q4_0");
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("a baseline of the provider scripted", refused.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--steps", "--steps", "4")]
    [InlineData("--method", "--method", "gptq")]
    [InlineData("--steps", "--types", "q4_0", "--steps", "4")]
    [InlineData("--types", "--types", "q9_9")]
    [InlineData("--types", "--types", ",")]
    [InlineData("--steps", "--sensitivity", "--steps", "1")]
    [InlineData("--method", "--types", "q4_0", "--method", "magic")]
    public async Task OptionsWithoutUseOrMeaningAreRefused(string place, params string[] words)
    {
        using ScriptedEvaluation evaluation = Create("equal");
        CommandResult refused = await evaluation.RunAsync(["search", .. words]);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.StartsWith($"error: {place}: ", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASearchThatIsKilledEndsAsAnUnbrokenOne()
    {
        using ScriptedEvaluation evaluation = Create(60, "worse", "equal", "later");
        evaluation.WriteConfiguration();
        using CliProcess unbroken = CliProcess.Start(evaluation.Folder, "search", "--json", "--quiet");
        (int expectedCode, string expected, _) = await unbroken.WaitAsync();
        Assert.Equal(0, expectedCode);
        string first = await evaluation.NewestRunAsync();

        string? id = null;
        Random moments = new(20_261_128);
        for (int killed = 0; killed < 4; killed++)
        {
            using CliProcess victim = CliProcess.Start(evaluation.Folder, Continue(id));
            await Task.Delay(moments.Next(500, 900));
            victim.Kill();
            await victim.WaitAsync();
            string newest = await evaluation.NewestRunAsync();
            id ??= newest == first ? null : newest;
        }

        using CliProcess last = CliProcess.Start(evaluation.Folder, Continue(id));
        (int code, string report, string error) = await last.WaitAsync();
        Assert.True(code == 0, error);
        Assert.Equal(CommandResult.Stabilise(expected), CommandResult.Stabilise(report));
    }

    private static string[] Continue(string? id) =>
        id is null ? ["search", "--json", "--quiet"] : ["search", "--json", "--quiet", "--run", id];

    private static ScriptedEvaluation Create(params string[] candidates) => Create(0, candidates);

    private static ScriptedEvaluation Create(int delayMs, params string[] candidates)
    {
        ScriptedEvaluation evaluation = new(delayMs: delayMs);
        evaluation.WriteScript("later.jsonl", i => i % 10 == 3, delayMs);
        evaluation.WriteScript("worst.jsonl", _ => true, delayMs);
        foreach (string name in (string[])["later", "worst"])
        {
            evaluation.Configuration["models"]![name] =
                new JsonObject { ["provider"] = "scripted", ["path"] = name + ".jsonl" };
        }

        evaluation.Configuration["candidates"] = new JsonArray([.. candidates.Select(name => (JsonNode)name)]);
        evaluation.Configuration["gates"]![0]!["maxDrop"] = 0.15;
        return evaluation;
    }
}
