using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class OutputRunTests
{
    [Theory]
    [InlineData("", "length", "empty", "Empty")]
    [InlineData("", "stop", "empty", "Empty")]
    [InlineData(" ", "stop", "empty", "Empty")]
    [InlineData("<think>Let me see", "length", "truncated", "Cut off")]
    [InlineData("<think>Let me see", "stop", "empty", "Empty")]
    [InlineData("I cannot help with that.", "refusal", "refused", "Refused")]
    [InlineData("answer", "content_filter", "blocked", "Blocked")]
    public async Task WithoutAnswersOnBothSidesNothingShips(string answer, string finish, string count, string heading)
    {
        using ScriptedEvaluation evaluation = new(samples: 60);
        WriteAnswers(evaluation, "base.jsonl", _ => answer, finish);
        WriteAnswers(evaluation, "equal.jsonl", _ => answer, finish);
        CommandResult json = await evaluation.RunAsync("run", "--json", "--model", "equal");
        Assert.Equal(ExitCode.Inconclusive, json.Code);
        JsonNode report = JsonNode.Parse(json.Output)!;
        Assert.All(report["outputs"]!.AsArray(), outputs => Assert.Equal(60, (int)outputs![count]!));
        Assert.Contains("60 of 60 outputs", (string)report["gates"]![0]!["reason"]!, StringComparison.Ordinal);
        Assert.Equal(
            answer.StartsWith("<think>", StringComparison.Ordinal),
            report["warnings"]!.AsArray().Any(warning => ((string)warning!).StartsWith(
                "ask, equal: 60 of 60 outputs are thoughts without an answer; raise \"maxOutputTokens\"",
                StringComparison.Ordinal)));
        Assert.Contains("scored 0 on all of the first 50 samples", json.Error, StringComparison.Ordinal);

        CommandResult shown = await evaluation.RunAsync(
            "show", await evaluation.NewestRunAsync(), "--verbose");
        string[] table = [.. shown.Output.Split('\n')
            .SkipWhile(line => !line.Contains("Invalid format", StringComparison.Ordinal))];
        int end = table[0].IndexOf(heading, StringComparison.Ordinal) + heading.Length;
        Assert.EndsWith(
            " 60",
            table.First(line => line.TrimStart().StartsWith("ask ", StringComparison.Ordinal))[..end],
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task ACandidateThatGivesTooFewAnswersFailsAGateOfItsOwn()
    {
        using ScriptedEvaluation evaluation = new(samples: 60);
        WriteAnswers(evaluation, "equal.jsonl", i => i < 4 ? "" : $"answer {i:000}", "stop");
        evaluation.Configuration["gates"]![0]!["maxDrop"] = 0.5;
        CommandResult result = await evaluation.RunAsync("run", "--json", "--model", "equal");
        Assert.Equal(ExitCode.Failed, result.Code);
        JsonNode gate = JsonNode.Parse(result.Output)!["gates"]!.AsArray()[^1]!;
        Assert.Equal(("ask/outputs", "fail"), ((string)gate["metric"]!, (string)gate["outcome"]!));

        evaluation.Configuration["tasks"]!["ask"]!["outputs"] = new JsonObject { ["maxEmpty"] = 0.1 };
        Assert.Equal(ExitCode.Passed, (await evaluation.RunAsync("run", "--model", "equal")).Code);
    }

    [Theory]
    [InlineData("<think>Or 7?</think>\n\n")]
    [InlineData("Or 7?</think>\n")]
    [InlineData("<thought>Or 7?</thought>")]
    public async Task ThoughtsAreCutOutBeforeTheAnswerIsScored(string thoughts)
    {
        using ScriptedEvaluation evaluation = new(samples: 60);
        WriteAnswers(evaluation, "base.jsonl", i => $"answer {i:000}", "stop");
        WriteAnswers(evaluation, "equal.jsonl", i => $"{thoughts}answer {i:000}", "stop");
        CommandResult result = await evaluation.RunAsync("run", "--json", "--model", "equal");
        Assert.Equal(ExitCode.Passed, result.Code);

        evaluation.Configuration["generation"]!["thinkingTags"] = new JsonArray();
        Assert.Equal(ExitCode.Failed, (await evaluation.RunAsync("run", "--model", "equal")).Code);
    }

    [Fact]
    public async Task AMetricThatCannotReadTheLanguageIsUndefinedAndNamesTheOneThatCan()
    {
        using ScriptedEvaluation evaluation = new(samples: 60);
        File.WriteAllLines(evaluation.Combine("data.jsonl"), Enumerable.Range(0, 60).Select(i => JsonSerializer.Serialize(
            new { id = $"q{i:000}", question = $"What is item {i:000}?", target = "утро в городе" })));
        evaluation.Configuration["tasks"]!["ask"]!["metrics"] = new JsonArray("rougeL", "rougeL:unicode");
        evaluation.Configuration["gates"] = JsonNode.Parse("""[{ "metric": "ask/rougeL", "maxDrop": 0.1 }]""");
        WriteAnswers(evaluation, "base.jsonl", _ => "утро в городе", "stop");
        WriteAnswers(evaluation, "equal.jsonl", _ => "мост", "stop");
        CommandResult result = await evaluation.RunAsync("run", "--json", "--model", "equal");
        Assert.Equal(ExitCode.Inconclusive, result.Code);
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.All(report["unscored"]!.AsArray(), row => Assert.Equal("metric_undefined", (string)row!["fault"]!));
        JsonNode readable = report["metrics"]!.AsArray().Last()!;
        Assert.Equal(("ask/rougeL:unicode", 0), ((string)readable["metric"]!, (double)readable["mean"]!));
        Assert.Contains("rougeL:unicode", result.Error, StringComparison.Ordinal);

        CommandResult validated = await evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.Passed, validated.Code);
        Assert.Contains("rougeL:unicode counts words of every script", validated.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numeric_match", "have no target with a number")]
    [InlineData("choice", "none of its choices")]
    [InlineData("contains", null)]
    public async Task ValidateWarnsOfTargetsThatAMetricCannotSee(string metric, string? warning)
    {
        using ScriptedEvaluation evaluation = new(samples: 4);
        File.WriteAllLines(evaluation.Combine("data.jsonl"), Enumerable.Range(0, 4).Select(i => JsonSerializer.Serialize(
            new { id = $"q{i}", question = "What?", target = "Paris" })));
        evaluation.Configuration["tasks"]!["ask"]!["metrics"] = new JsonArray(metric);
        evaluation.Configuration["gates"] = new JsonArray();
        CommandResult result = await evaluation.RunAsync("validate", "--json");
        Assert.Equal(ExitCode.Passed, result.Code);
        JsonArray warnings = JsonNode.Parse(result.Output)!["warnings"]!.AsArray();
        Assert.Equal(warning is null ? 0 : 1, warnings.Count);
        Assert.True(warning is null || ((string)warnings[0]!).Contains(warning, StringComparison.Ordinal));
    }

    private static void WriteAnswers(
        ScriptedEvaluation evaluation, string name, Func<int, string> answer, string finish) =>
        File.WriteAllLines(evaluation.Combine(name), Enumerable.Range(0, evaluation.Samples).Select(i =>
            JsonSerializer.Serialize(new { contains = $"item {i:000}?", answer = answer(i), finish_reason = finish })));
}
