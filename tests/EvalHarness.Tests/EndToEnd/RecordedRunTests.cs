using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>Runs on what lm-evaluation-harness and Inspect recorded, from their files to the decision.</summary>
public sealed class RecordedRunTests
{
    private const string Before = "samples_sums_2026-08-01T10-00-00.000001.jsonl";
    private const string After = "samples_sums_2026-08-02T10-00-00.000001.jsonl";

    [Fact]
    public async Task TwoFilesOfWrittenAnswersEndInADecision()
    {
        using RecordedEvaluation evaluation = new(Before, After);
        evaluation.WriteLines(Before, Answers(120, i => i % 10 != 0));
        evaluation.WriteLines(After, Answers(120, i => i % 10 != 0));
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.Equal(ExitCode.Passed, result.Code);
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal("ship", (string)report["decision"]!);
        Assert.Equal(120, (int)report["gates"]![0]!["pairs"]!);
    }

    [Fact]
    public async Task TheMetricsOfTheFileItselfAreGatedUnderTheirFilter()
    {
        using RecordedEvaluation evaluation = new(Before, After, "custom:strict");
        evaluation.Record("strict", "exact_match,strict-match");
        foreach ((string file, int every) in new[] { (Before, 10), (After, 2) })
        {
            evaluation.WriteLines(file, Answers(120, i => i % every != 0, "strict-match")
                .Concat(Answers(120, _ => true, "flexible-extract")));
        }

        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.Equal(ExitCode.Failed, result.Code);
        JsonNode gate = JsonNode.Parse(result.Output)!["gates"]![0]!;
        Assert.Equal("fail", (string)gate["outcome"]!);
        Assert.Equal(-0.4, (double)gate["delta"]!, 1e-9);
    }

    [Fact]
    public async Task TwoFilesOfLogLikelihoodsEndInADecision()
    {
        using RecordedEvaluation evaluation = new(Before, After, "acc");
        evaluation.Configuration["tasks"]!["t"]!["metrics"] = new JsonArray("acc", "margin", "acc_norm");
        evaluation.WriteLines(Before, Enumerable.Range(0, 120).Select(i =>
            RecordedEvaluation.Choice(i, 1, -2.5, i % 10 == 0 ? -3 : -1)));
        evaluation.WriteLines(After, Enumerable.Range(0, 120).Select(i =>
            RecordedEvaluation.Choice(i, 1, -2.5, i % 2 == 0 ? -3 : -1.5)));
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.Equal(ExitCode.Failed, result.Code);
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal("hold", (string)report["decision"]!);
        JsonNode margin = report["comparisons"]!.AsArray().Single(entry => (string)entry!["metric"]! == "t/margin")!;
        Assert.Equal(-1.05, (double)margin["delta"]!, 1e-9);
    }

    [Fact]
    public async Task TwoLogsOfInspectEndInADecision()
    {
        using RecordedEvaluation evaluation = new("before.json", "after.json", "custom:match");
        evaluation.Record("match", "match");
        evaluation.WriteLog("before.json", Epochs(i => i % 10 != 0));
        evaluation.WriteLog("after.json", Epochs(i => i % 10 != 0));
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.True(result.Code == ExitCode.Passed, result.Error);
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal("ship", (string)report["decision"]!);
        Assert.Equal(240, (int)report["models"]!["q4"]!["outputs"]!);
        Assert.Contains("120 groups", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnotherPromptIsRefusedAtTheFirstSampleThatHasIt()
    {
        using RecordedEvaluation evaluation = new(Before, After);
        evaluation.WriteLines(Before, Answers(3, _ => true));
        evaluation.WriteLines(After, Answers(3, _ => true).Select((line, i) => i == 0
            ? line : RecordedEvaluation.Answer(i, "1", "1", 1, prompt: "Another question")));
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains($"{After}:2: sample 1 of q4 has another prompt", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("sample 2", result.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Inconclusive, (await evaluation.RunAsync("run", "--force")).Code);
    }

    [Theory]
    [InlineData("target", "target")]
    [InlineData("doc", "document")]
    public async Task AnotherTargetOrDocumentIsRefused(string key, string part)
    {
        using RecordedEvaluation evaluation = new(Before, After);
        evaluation.WriteLines(Before, Answers(1, _ => true));
        evaluation.WriteLines(After, Answers(1, _ => true).Select(line =>
        {
            line[key] = "another";
            return line;
        }));
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains($"sample 0 of q4 has another {part}", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SamplesThatACandidateHasNoAnswerToAreErrorsAndNotAPass()
    {
        using RecordedEvaluation evaluation = new(Before, After);
        evaluation.WriteLines(Before, Answers(120, _ => true));
        evaluation.WriteLines(After, Answers(60, _ => true));
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.Equal(ExitCode.Incomplete, result.Code);
        Assert.Contains("60 of the 120 samples of t have no answer", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AMetricThatTheFileLacksIsRefusedWithThoseThatItHas()
    {
        using RecordedEvaluation evaluation = new(Before, After, "custom:strict");
        evaluation.Record("strict", "exact_match,strict");
        evaluation.WriteLines(Before, Answers(2, _ => true, "strict-match"));
        evaluation.WriteLines(After, Answers(2, _ => true, "strict-match"));
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("exact_match,strict-match", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AccuracyThatTheFileContradictsIsRefused()
    {
        using RecordedEvaluation evaluation = new(Before, After, "acc");
        JsonObject line = RecordedEvaluation.Choice(0, 0, -1, -2);
        line["acc"] = 0.0;
        evaluation.WriteLines(Before, [line]);
        evaluation.WriteLines(After, [RecordedEvaluation.Choice(0, 0, -1, -2)]);
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(
            $"{Before}:1: acc of sample 0 is 0 in the file, and 1 by", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APatternMakesOneTaskOfManyWithASliceForEach()
    {
        using RecordedEvaluation evaluation = new("f16/samples_*.jsonl", "q4/samples_*.jsonl");
        Assert.Contains("matches no file", (await evaluation.RunAsync("run")).Error, StringComparison.Ordinal);
        foreach (string model in new[] { "f16", "q4" })
        {
            Directory.CreateDirectory(evaluation.Combine(model));
            evaluation.WriteLines($"{model}/samples_law_2026-08-01T10-00-00.1.jsonl", Answers(12, _ => true));
            evaluation.WriteLines($"{model}/samples_history_2026-08-01T10-00-00.1.jsonl", Answers(10, _ => true));
        }

        CommandResult result = await evaluation.RunAsync("run", "--json");
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal(22, (int)report["gates"]![0]!["pairs"]!);
        Assert.Contains("\"law\"", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prompt", "\"p.yaml\"")]
    [InlineData("dataset", "\"d.jsonl\"")]
    [InlineData("ranking", "\"pointwise\"")]
    public async Task WhatWasAskedElsewhereIsNotConfiguredAgain(string key, string value)
    {
        using RecordedEvaluation evaluation = new(Before, After);
        evaluation.WriteLines(Before, Answers(1, _ => true));
        evaluation.WriteLines(After, Answers(1, _ => true));
        File.WriteAllText(evaluation.Combine("p.yaml"), "");
        File.WriteAllText(evaluation.Combine("d.jsonl"), "");
        evaluation.Configuration["tasks"]!["t"]![key] = JsonNode.Parse(value);
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains($"Remove \"{key}\"", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ARecordedModelIsNotComparedWithOneThatIsAsked()
    {
        using RecordedEvaluation evaluation = new(Before, After);
        evaluation.WriteLines(Before, Answers(1, _ => true));
        File.WriteAllText(evaluation.Combine("script.jsonl"), """{"answer": "1"}""");
        evaluation.Configuration["models"]!["q4"] =
            new JsonObject { ["provider"] = "scripted", ["path"] = "script.jsonl" };
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("models that are all recorded, or none", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheSpeedOfReadingAFileIsNotReportedAsThatOfTheModel()
    {
        using RecordedEvaluation evaluation = new("before.json", "after.json");
        evaluation.WriteLog("before.json", Epochs(_ => true).Take(4));
        evaluation.WriteLog("after.json", Epochs(_ => true).Take(4));
        JsonNode model = JsonNode.Parse((await evaluation.RunAsync("run", "--json")).Output)!["models"]!["f16"]!;
        Assert.Null(model["tokens_per_second"]);
        Assert.Null(model["load_seconds"]);
    }

    private static IEnumerable<JsonObject> Answers(int count, Func<int, bool> isRight, string filter = "none") =>
        Enumerable.Range(0, count).Select(i => RecordedEvaluation.Answer(
            i, isRight(i) || filter != "none" ? $" {i + i}" : " no", $"{i + i}", isRight(i) ? 1 : 0, filter));

    private static IEnumerable<JsonObject> Epochs(Func<int, bool> isRight) =>
        from i in Enumerable.Range(0, 120)
        from epoch in new[] { 1, 2 }
        select RecordedEvaluation.Epoch(i, isRight(i) ? "yes" : "no", "yes", isRight(i) ? "C" : "I", epoch);
}
