using System.Globalization;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>From a run to the file that people fill in, and from their labels to the gate.</summary>
public sealed class LabelledPairsRunTests
{
    [Fact]
    public async Task LabelsOfDrawnPairsDecideWhateverTheJudgeSays()
    {
        using JudgedEvaluation evaluation = Unlabelled();

        // A judge without eyes: everything is perfect.
        evaluation.WriteAnswers("critic.jsonl", ("", JudgedEvaluation.Grade(5)));
        (CommandResult first, JsonNode undecided) = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.Inconclusive, first.Code);
        JsonNode gate = Gate(undecided, "worse");
        Assert.Null(gate["by"]);
        Assert.Contains("pairs whose outputs differ", (string)gate["reason"]!, StringComparison.Ordinal);
        Assert.Contains("\"by\": \"judge\"", (string)gate["reason"]!, StringComparison.Ordinal);

        string run = await evaluation.Evaluation.NewestRunAsync();
        string file = evaluation.Evaluation.Combine("pairs.csv");
        CommandResult written = await evaluation.Evaluation.RunAsync(
            "judge", run, "--judge", "local", "--labels-template", file, "--share", "0.6");
        Assert.True(written.Code == ExitCode.Passed, written.Error);
        string[] rows = File.ReadAllLines(file);
        Assert.Equal("id,model,question,output,grade", rows[0]);
        Assert.InRange(rows.Length - 1, 40, 80);
        CommandResult again = await evaluation.Evaluation.RunAsync(
            "judge", run, "--judge", "local", "--labels-template", file);
        Assert.Equal(ExitCode.BadInput, again.Code);

        // People see what is wrong.
        File.WriteAllLines(
            file,
            [
                rows[0],
                .. rows.Skip(1).Select(row =>
                    row + (row.Contains(",nothing", StringComparison.Ordinal) ? "1.0" : "5")),
            ]);
        evaluation.Evaluation.Configuration["judges"]!["local"]!["labels"] = Pairs(0.6);
        (CommandResult second, JsonNode decided) = await evaluation.RunAsync("judge", run, "--judge", "local");
        Assert.True(second.Code == ExitCode.Failed, second.Error);
        gate = Gate(decided, "worse");
        Assert.Equal(("fail", "people"), ((string)gate["outcome"]!, (string)gate["by"]!));
        Assert.Equal((rows.Length - 1) / 2, (int)gate["labels"]!);
        Assert.Equal("pass", (string)Gate(decided, "equal")["outcome"]!);
        Assert.Contains("by people's labels", (string)gate["reason"]!, StringComparison.Ordinal);

        // The labels are kept with the run, and a withdrawn one counts as the worst.
        File.WriteAllLines(file, File.ReadAllLines(file)[..^1]);
        (_, JsonNode fewer) = await evaluation.RunAsync("judge", run, "--judge", "local");
        Assert.Equal(((rows.Length - 1) / 2) - 1, (int)Gate(fewer, "worse")["labels"]!);
    }

    [Fact]
    public async Task LabelsOfTheBaselinesOutputsAloneDecideNothing()
    {
        using JudgedEvaluation evaluation = Unlabelled();
        evaluation.WriteAnswers("critic.jsonl", ("", JudgedEvaluation.Grade(5)));
        evaluation.Evaluation.Configuration["judges"]!["local"]!["labels"] =
            new JsonObject { ["path"] = "baseline.csv", ["drawn"] = "random" };
        File.WriteAllLines(
            evaluation.Evaluation.Combine("baseline.csv"),
            ["id,output,grade", .. Enumerable.Range(0, 100).Where(i => i % 10 != 3).Select(i =>
                string.Create(CultureInfo.InvariantCulture, $"q{i:000},answer {i:000},5"))]);
        (CommandResult result, JsonNode report) = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.Inconclusive, result.Code);
        Assert.Contains("label", (string)Gate(report, "worse")["reason"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnEmptyOutputHasTheLowestGradeAndNeverReachesTheJudge()
    {
        await using FakeEndpoint endpoint = new((_, _) => FakeReply.Answer(JudgedEvaluation.Grade(5)));
        using JudgedEvaluation evaluation = Unlabelled();
        JsonObject configuration = evaluation.Evaluation.Configuration;
        configuration["models"]!["critic"] = new JsonObject
        {
            ["provider"] = "openai",
            ["endpoint"] = endpoint.Address.ToString(),
            ["model"] = "critic",
        };
        configuration["judges"]!["local"]!["controls"] = new JsonObject { ["canaries"] = 0, ["retest"] = 0 };
        configuration["judges"]!["local"]!["limits"] = new JsonObject { ["needsLabels"] = false };
        configuration["gates"]![0]!["by"] = "judge";
        configuration["candidates"] = new JsonArray("worse");
        configuration["judging"]!["fraction"] = 1.0;
        evaluation.WriteAnswers("worse.jsonl", ("", " \n"));
        (CommandResult result, JsonNode report) = await evaluation.RunAsync("run");
        Assert.True(result.Code == ExitCode.Failed, result.Error);
        Assert.Equal(evaluation.Evaluation.Samples, endpoint.Requests.Count);
        Assert.DoesNotContain(
            endpoint.Requests, request => request.Body.Contains("Answer: \\n", StringComparison.Ordinal));
        JsonNode judge = report["judges"]!["local"]!;
        Assert.Equal(evaluation.Evaluation.Samples, (int)judge["without_answer"]!["empty"]!);
        Assert.Equal(-4, (double)Gate(report, "worse")["delta"]!);
    }

    private static JudgedEvaluation Unlabelled()
    {
        JudgedEvaluation evaluation = new(samples: 100);
        JsonObject configuration = evaluation.Evaluation.Configuration;
        ((JsonObject)configuration["judges"]!["local"]!).Remove("labels");
        ((JsonObject)configuration["gates"]![0]!).Remove("by");
        return evaluation;
    }

    private static JsonObject Pairs(double share) =>
        new() { ["path"] = "pairs.csv", ["drawn"] = "pairs", ["share"] = share };

    private static JsonNode Gate(JsonNode report, string candidate) => report["gates"]!.AsArray()
        .First(gate => (string)gate!["candidate"]! == candidate)!;
}
