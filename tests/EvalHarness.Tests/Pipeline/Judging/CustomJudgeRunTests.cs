using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Judging;

/// <summary>Judges that users wrote through whole runs, and how wrong configurations are refused.</summary>
public sealed class CustomJudgeRunTests : IDisposable
{
    private readonly JudgedEvaluation _evaluation = new();

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task AJudgeOfAnAssemblyDecidesAsAPromptDoes()
    {
        (CommandResult asked, JsonNode before) = await _evaluation.RunAsync("run");
        Use(Assembly("ItemJudge"));
        (CommandResult result, JsonNode report) = await _evaluation.RunAsync("run");

        Assert.Equal(asked.Code, result.Code);
        Assert.Equal(Outcomes(before), Outcomes(report));
        JsonNode judge = report["judges"]!["local"]!;
        Assert.Equal(("custom", "EvalHarness.Tests.dll"), ((string)judge["instrument"]!, (string)judge["model"]!));
        Assert.Equal(0, (int)judge["unscored"]!);
        Assert.NotEqual((string)before["judges"]!["local"]!["judge_id"]!, (string)judge["judge_id"]!);

        // What it has judged is not judged again.
        CommandResult again = await _evaluation.Evaluation.RunAsync(
            "judge", await _evaluation.Evaluation.NewestRunAsync(), "--judge", "local");
        Assert.True(again.Code == result.Code, again.Error);
    }

    [Fact]
    public async Task AJudgeOfAnAssemblyMayAskAModelInItsOwnWay()
    {
        JsonObject judge = Assembly("AskingJudge");
        judge["model"] = "critic";
        Use(judge);
        (CommandResult result, JsonNode report) = await _evaluation.RunAsync("run");

        Assert.True(result.Code == ExitCode.Failed, result.Error);
        Assert.Equal(["pass", "fail"], Outcomes(report));
        Assert.Equal("critic", (string)report["judges"]!["local"]!["model"]!);
    }

    [Fact]
    public async Task ASearchEndsWithTheFirstThatAJudgeOfAnAssemblyLetsPass()
    {
        Use(Assembly("ItemJudge"));
        JsonObject configuration = _evaluation.Evaluation.Configuration;
        configuration["models"]!["last"] = JudgedEvaluation.Scripted("equal.jsonl");
        configuration["candidates"] = new JsonArray("worse", "equal", "last");
        configuration["judging"]!["fraction"] = 1;
        (CommandResult result, JsonNode report) = await _evaluation.RunAsync("search");

        Assert.True(result.Code == ExitCode.Passed, result.Error);
        Assert.Equal(["fail", "pass"], Outcomes(report));
        Assert.Equal(["last"], report["untried"]!.AsArray().Select(name => (string)name!));
        JsonNode judge = report["judges"]!["local"]!;
        Assert.Equal(("custom", 0), ((string)judge["instrument"]!, (int)judge["unscored"]!));

        // The stored verdicts decide the same again.
        CommandResult gate = await _evaluation.Evaluation.RunAsync(
            "gate", await _evaluation.Evaluation.NewestRunAsync(), "--json");
        Assert.Equal(result.StableJson, gate.StableJson);
    }

    [LinuxFact]
    public async Task AJudgeOfAProgramDecides()
    {
        File.WriteAllText(_evaluation.Evaluation.Combine("judge.sh"), """
            while read -r line; do
              id=$(printf '%s' "$line" | sed 's/{"id":"\([0-9]*\)".*/\1/')
              case "$line" in
                *'"output":"answer'*) score=5 ;;
                *) score=1 ;;
              esac
              printf '{"id":"%s","score":%s}\n' "$id" "$score"
            done
            """);
        Use(new() { ["command"] = new JsonArray("sh", "judge.sh", "an-argument") });
        (CommandResult result, JsonNode report) = await _evaluation.RunAsync("run");

        Assert.True(result.Code == ExitCode.Failed, result.Error);
        Assert.Equal(["pass", "fail"], Outcomes(report));
        Assert.Equal(0, (int)report["judges"]!["local"]!["unscored"]!);
        Assert.Equal("sh judge.sh", (string)report["judges"]!["local"]!["model"]!);
    }

    [Fact]
    public async Task AJudgeThatFailsLetsNothingPass()
    {
        JsonObject judge = Assembly("ItemJudge");
        judge["settings"] = new JsonObject { ["does"] = "fail" };
        Use(judge);
        CommandResult result = await _evaluation.Evaluation.RunAsync("run");

        Assert.Equal(ExitCode.Incomplete, result.Code);
        Assert.Contains("The judge failed: no route", result.Error + result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public Task AnAssemblyWithSeveralJudgesIsAskedForOne() => RefusedAsync(
        Assembly(type: null), "which has AskingJudge, FlagJudge, ItemJudge", "Name one by \"type\"");

    [Fact]
    public Task AnAssemblyWithoutJudgesIsToldWhatToAdd() => RefusedAsync(
        new() { ["assembly"] = KernelSample.AssemblyPath },
        "$.judges.local.assembly", "KernelAssembly.dll, which has no judge", "implements IJudge");

    [Fact]
    public Task AnotherScaleThanTheJudgesIsRefused() => RefusedAsync(
        Assembly("FlagJudge"),
        "$.judges.local.scale", "a scale from 1 to 5 for FlagJudge, which grades from 0 to 1");

    [Fact]
    public Task AJudgeThatAsksAModelNeedsOne() => RefusedAsync(
        Assembly("AskingJudge"), "no \"model\" for AskingJudge, whose constructor takes an IChatClient");

    [Fact]
    public Task AModelThatTheJudgeDoesNotAskIsRefused() => RefusedAsync(
        Assembly("ItemJudge", "model", "critic"),
        "$.judges.local.model", "a model for ItemJudge, whose constructor takes none");

    [Fact]
    public Task APromptOfACustomJudgeIsRefused() => RefusedAsync(
        Assembly("ItemJudge", "prompt", "judge.yaml"), "$.judges.local.prompt", "\"prompt\" for a custom judge");

    [Fact]
    public Task ACustomJudgeIsOneOfTwoThings() => RefusedAsync([], "neither \"assembly\" nor \"command\"");

    [Fact]
    public Task AProgramThatIsNotThereIsNamed() => RefusedAsync(
        new() { ["command"] = new JsonArray("no-such-program-4711") },
        "$.judges.local.command[0]", "\"no-such-program-4711\", which is no program");

    [Fact]
    public async Task AnyOtherJudgeStillNeedsAModelAndAPrompt()
    {
        JsonObject judge = (JsonObject)_evaluation.Evaluation.Configuration["judges"]!["local"]!;
        judge.Remove("prompt");
        judge.Remove("model");
        judge["command"] = new JsonArray("sh");
        CommandResult result = await _evaluation.Evaluation.RunAsync("validate");

        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("no key \"prompt\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("no key \"model\"", result.Error, StringComparison.Ordinal);
        Assert.Contains("\"command\" for a rubric judge", result.Error, StringComparison.Ordinal);
        Assert.Contains("\"kind\": \"custom\"", result.Error, StringComparison.Ordinal);
    }

    private void Use(JsonObject judge)
    {
        judge["kind"] = "custom";
        judge["task"] = "ask";
        judge["labels"] = new JsonObject { ["path"] = "labels.csv" };
        _evaluation.Evaluation.Configuration["judges"]!["local"] = judge;
    }

    private static JsonObject Assembly(string? type, string? key = null, string? value = null)
    {
        JsonObject judge = new() { ["assembly"] = typeof(ItemJudge).Assembly.Location };
        if (type is not null)
        {
            judge["type"] = type;
        }

        if (key is not null)
        {
            judge[key] = value;
        }

        return judge;
    }

    private static string[] Outcomes(JsonNode report) =>
        [.. report["gates"]!.AsArray().Select(gate => (string)gate!["outcome"]!)];

    private async Task RefusedAsync(JsonObject judge, params string[] said)
    {
        Use(judge);
        CommandResult result = await _evaluation.Evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.All(said, text => Assert.Contains(text, result.Error, StringComparison.Ordinal));
    }
}
