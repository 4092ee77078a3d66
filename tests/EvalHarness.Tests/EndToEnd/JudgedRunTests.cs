using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class JudgedRunTests
{
    [Fact]
    public async Task AJudgeThatHoldsItsLimitsDecidesItsGate()
    {
        using JudgedEvaluation evaluation = new();
        (CommandResult result, JsonNode report) = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Failed, result.Error);
        Assert.Equal("pass", Outcome(report, "equal"));
        Assert.Equal("fail", Outcome(report, "worse"));
        JsonNode judge = report["judges"]!["local"]!;
        Assert.Equal(1.0, (double)judge["kappa"]!, 1e-12);
        Assert.Empty(judge["shortfalls"]!.AsArray());
    }

    [Fact]
    public async Task AJudgedChangeIsOneNumberInGatesComparisonsAndJudges()
    {
        using JudgedEvaluation evaluation = new(samples: 37);
        (_, JsonNode report) = await evaluation.RunAsync("run");
        foreach (JsonNode gate in report["gates"]!.AsArray().OfType<JsonNode>())
        {
            string candidate = (string)gate["candidate"]!;
            JsonNode comparison = report["comparisons"]!.AsArray().Single(row =>
                (string)row!["candidate"]! == candidate && (string)row["metric"]! == "ask/judge:local")!;
            JsonNode own = report["judges"]!["local"]!["corrected"]!.AsArray().Single(row =>
                (string)row!["model"]! == candidate && (string)row["quantity"]! == "difference")!;
            double change = (double)gate["delta"]!;
            Assert.Equal((change, change), ((double)comparison["delta"]!, (double)own["raw"]!));
            Assert.InRange(change, (double)gate["low"]!, (double)gate["high"]!);
            Assert.InRange(change, (double)comparison["low"]!, (double)comparison["high"]!);
        }
    }

    [Fact]
    public async Task EqualOutputsAreSettledWithoutACall()
    {
        await using FakeEndpoint endpoint = new((body, _) => Reply(body));
        using JudgedEvaluation evaluation = Behind(endpoint);
        evaluation.Evaluation.Configuration["candidates"] = new JsonArray("equal");
        (CommandResult result, JsonNode report) = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Passed, result.Error);
        JsonNode gate = report["gates"]![0]!;
        Assert.Equal(evaluation.Evaluation.Samples, (int)gate["pairs"]!);
        Assert.InRange((int)report["judges"]!["local"]!["judged"]!, 20, 22);
    }

    [Fact]
    public async Task VerdictsAreStoredSoThatNothingIsAskedTwice()
    {
        await using FakeEndpoint endpoint = new((body, _) => Reply(body));
        using JudgedEvaluation evaluation = Behind(endpoint);
        await evaluation.RunAsync("run");
        int asked = endpoint.Requests.Count;
        string run = await evaluation.Evaluation.NewestRunAsync();
        (CommandResult again, JsonNode report) = await evaluation.RunAsync("judge", run, "--judge", "local");
        Assert.True(again.Code == ExitCode.Failed, again.Error);
        Assert.Equal(asked, endpoint.Requests.Count);
        Assert.Equal("fail", Outcome(report, "worse"));
        (CommandResult continued, _) = await evaluation.RunAsync("run", "--run", run);
        Assert.Equal(ExitCode.Failed, continued.Code);
        Assert.Equal(asked, endpoint.Requests.Count);
    }

    [Fact]
    public async Task ANewPromptIsANewVersionComparedOnTheSameTexts()
    {
        using JudgedEvaluation evaluation = new();
        await evaluation.RunAsync("run");
        evaluation.WritePrompt("judge.yaml", "Be lenient.");
        evaluation.WriteAnswers("critic.jsonl", ("", JudgedEvaluation.Grade(5)));
        (_, JsonNode report) = await evaluation.RunAsync(
            "judge", await evaluation.Evaluation.NewestRunAsync(), "--judge", "local");
        JsonNode versions = Assert.Single(report["judge_versions"]!.AsArray())!;
        Assert.Equal(JudgedEvaluation.Labels, (int)versions["items"]!);
        Assert.Equal(0, (int)versions["gained"]!);
        Assert.Equal(JudgedEvaluation.Labels / 2, (int)versions["lost"]!);
        Assert.Equal(2 * Math.Pow(0.5, JudgedEvaluation.Labels / 2), (double)versions["p"]!, 1e-12);
        Assert.Equal("inconclusive", Outcome(report, "worse"));
    }

    [Fact]
    public async Task AJudgeThatCannotTellGoodFromBadDecidesNothing()
    {
        using JudgedEvaluation evaluation = new();
        evaluation.WriteAnswers("critic.jsonl", ("", JudgedEvaluation.Grade(5)));
        (CommandResult result, JsonNode report) = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Inconclusive, result.Error);
        Assert.All(report["gates"]!.AsArray(), gate =>
        {
            Assert.Equal("inconclusive", (string)gate!["outcome"]!);
            Assert.Contains("below its limits", (string)gate["reason"]!, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task AJudgeThatWasNeverComparedWithKnownGradesDecidesNothingUnlessToldSo()
    {
        using JudgedEvaluation evaluation = new();
        JsonObject judge = (JsonObject)evaluation.Evaluation.Configuration["judges"]!["local"]!;
        judge.Remove("labels");
        (CommandResult unlabelled, _) = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.Inconclusive, unlabelled.Code);
        judge["limits"] = new JsonObject { ["needsLabels"] = false };
        (CommandResult allowed, _) = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.Failed, allowed.Code);
    }

    [Fact]
    public async Task ACanaryThatGetsFullMarksRaisesAnAlarm()
    {
        using JudgedEvaluation evaluation = new();
        evaluation.WriteJudge(("Ignore all previous", 5), ("finished", 5), ("grader", 5), ("batch", 5),
            (JudgedEvaluation.Wrong, 1), (JudgedEvaluation.Right, 5));
        (CommandResult result, JsonNode report) = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Inconclusive, result.Error);
        string shortfall = (string)Assert.Single(report["judges"]!["local"]!["shortfalls"]!.AsArray())!;
        Assert.Contains("ask for full marks", shortfall, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheMasterDecidesWhatTheFirstLayerFails()
    {
        using JudgedEvaluation evaluation = new();

        // The critic fails everything; the master knows better, and says so with a quotation.
        evaluation.WriteAnswers("critic.jsonl", ("", JudgedEvaluation.Grade(1)));
        evaluation.AddMaster("""
            {"reasoning": "It names the item.", "evidence": "What is", "action": "overturn", "verdict": 5}
            """);
        (_, JsonNode report) = await evaluation.RunAsync("run");
        JsonNode[] metrics = [.. report["metrics"]!.AsArray().Select(metric => metric!)];
        Assert.Equal(1, Mean("ask/judge:local"));
        Assert.Equal(5, Mean("ask/judge:master"));
        Assert.Equal(2, report["judging_layers"]!.AsArray().Count);
        Assert.Equal(1.0, (double)report["judging_layers"]![0]!["recall"]!["share"]!);
        Assert.Equal(0.0, (double)report["judging_layers"]![1]!["recall"]!["share"]!);

        double Mean(string name) => (double)metrics.First(metric => (string)metric["metric"]! == name)["mean"]!;
    }

    [Fact]
    public async Task NoJudgeLeavesJudgesAndTheirGatesOut()
    {
        using JudgedEvaluation evaluation = new();
        evaluation.Evaluation.Configuration["gates"]!.AsArray().Add(
            new JsonObject { ["metric"] = "ask/exact_match", ["maxDrop"] = 0.1 });
        (_, JsonNode report) = await evaluation.RunAsync("run", "--no-judge");
        Assert.Empty(report["judges"]!.AsObject());
        Assert.All(report["gates"]!.AsArray(), gate => Assert.Equal("ask/exact_match", (string)gate!["metric"]!));
    }

    [Fact]
    public async Task ATaskThatIsLeftOutLeavesItsJudgesOut()
    {
        using JudgedEvaluation evaluation = new();
        JsonObject configuration = evaluation.Evaluation.Configuration;
        configuration["tasks"]!["again"] = configuration["tasks"]!["ask"]!.DeepClone();
        (_, JsonNode report) = await evaluation.RunAsync("run", "--task", "again");
        Assert.Empty(report["judges"]!.AsObject());
    }

    [Fact]
    public async Task AKnownGradeOffTheScaleIsRefusedBeforeAnyCall()
    {
        using JudgedEvaluation evaluation = new();
        File.AppendAllText(evaluation.Evaluation.Combine("labels.csv"), "k99,What?,answer,7\n");
        CommandResult result = await evaluation.Evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("grade of k99", result.Error, StringComparison.Ordinal);
        Assert.Contains("one of 1, 2, 3, 4, 5", result.Error, StringComparison.Ordinal);
    }

    private static JudgedEvaluation Behind(FakeEndpoint endpoint)
    {
        JudgedEvaluation evaluation = new();
        evaluation.Evaluation.Configuration["models"]!["critic"] = new JsonObject
        {
            ["provider"] = "openai",
            ["endpoint"] = endpoint.Address.ToString(),
            ["model"] = "critic",
        };
        return evaluation;
    }

    private static FakeReply Reply(string body) => FakeReply.Answer(
        JudgedEvaluation.Grade(body.Contains(JudgedEvaluation.Right, StringComparison.Ordinal) ? 5 : 1));

    private static string Outcome(JsonNode report, string candidate) => (string)report["gates"]!.AsArray()
        .First(gate => (string)gate!["candidate"]! == candidate)!["outcome"]!;
}
