using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Metrics.Corpus;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

/// <summary>Metrics of all outputs together, from the configuration to the report.</summary>
public sealed class CorpusRunTests
{
    [Fact]
    public async Task ValuesOfAllOutputsStandInTheReportWithTheirChange()
    {
        using ScriptedEvaluation evaluation = new();
        Task(evaluation)["corpusMetrics"] = new JsonArray("corpus_bleu", "wer", "accuracy");
        CommandResult result = await evaluation.RunAsync("run", "--json");
        Assert.Equal(ExitCode.Failed, result.Code);
        JsonArray values = JsonNode.Parse(result.Output)!["corpus_metrics"]!.AsArray();
        Assert.Equal(
            [
                "base ask/corpus_bleu", "equal ask/corpus_bleu", "worse ask/corpus_bleu",
                "base ask/wer", "equal ask/wer", "worse ask/wer",
                "base ask/accuracy", "equal ask/accuracy", "worse ask/accuracy",
            ],
            values.Select(value => $"{value!["model"]} {value["metric"]}"));

        // "worse" misses 4 of 40 as the baseline, and the even ones besides.
        JsonNode accuracy = values[8]!;
        Assert.Equal((0.4, -0.5), ((double)accuracy["value"]!, Math.Round((double)accuracy["change"]!, 12)));
        Assert.True((double)accuracy["change_high"]! < -0.3);
        Assert.Equal((40, 0), ((int)accuracy["scored"]!, (int)accuracy["missing"]!));

        // Fewer errors are better: a change is negative where there are more.
        Assert.True((double)values[5]!["value"]! > (double)values[3]!["value"]!);
        Assert.True((double)values[5]!["change"]! < 0);
        Assert.Equal((0.0, 0.0), ((double)values[1]!["change"]!, (double)values[1]!["change_low"]!));
        Assert.Null(values[0]!["change"]);
        Assert.StartsWith("nrefs:1|", (string)values[0]!["signature"]!, StringComparison.Ordinal);

        ICorpusTally bleu = CorpusMetrics.Find("corpus_bleu")!.Start();
        for (int i = 0; i < evaluation.Samples; i++)
        {
            bleu.Add(i % 10 == 3 || i % 2 == 0 ? $"nothing {i:000}" : $"answer {i:000}", [$"answer {i:000}"]);
        }

        Assert.Equal(bleu.Compute([.. Enumerable.Range(0, 40)]), (double?)values[2]!["value"]);
        CommandResult shown = await evaluation.RunAsync("show", await evaluation.NewestRunAsync(), "--verbose");
        Assert.Contains("All outputs together", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ErrorsAreLeftOutAndOutputsWithoutAnAnswerCountAsEmpty()
    {
        using ScriptedEvaluation evaluation = new();
        Task(evaluation)["corpusMetrics"] = new JsonArray("accuracy");
        evaluation.Configuration["generation"]!["maxErrors"] = 0.5;
        File.WriteAllLines(
            evaluation.Combine("worse.jsonl"),
            Enumerable.Range(0, 40).Select(i => JsonSerializer.Serialize(
                i < 4 ? (object)new { contains = $"item {i:000}?", error = "down" }
                : new { contains = $"item {i:000}?", answer = i < 13 ? " " : $"answer {i:000}" })));
        CommandResult result = await evaluation.RunAsync("run", "--json");
        JsonNode accuracy = JsonNode.Parse(result.Output)!["corpus_metrics"]!.AsArray()[2]!;
        Assert.Equal(27.0 / 36, (double)accuracy["value"]!, 12);
        Assert.Equal((36, 4), ((int)accuracy["scored"]!, (int)accuracy["missing"]!));
    }

    [Fact]
    public async Task AnExtractionFindsTheAnswerInOutputsAndReferences()
    {
        using ScriptedEvaluation evaluation = new();
        Task(evaluation)["corpusMetrics"] = new JsonArray("accuracy");
        Task(evaluation)["extract"] = new JsonArray("last_number");
        CommandResult result = await evaluation.RunAsync("run", "--json");

        // What "worse" says of an item holds the item's number, right or wrong.
        JsonNode accuracy = JsonNode.Parse(result.Output)!["corpus_metrics"]!.AsArray()[2]!;
        Assert.Equal(1, (double)accuracy["value"]!);
    }

    [Theory]
    [InlineData("metrics", "corpus_bleu", "Move it to \"corpusMetrics\": [\"corpus_bleu\"]")]
    [InlineData("corpusMetrics", "corpus_blue", "corpus_bleu")]
    [InlineData("corpusMetrics", "exact_match", "corpus_chrf")]
    public async Task ANameInTheWrongListIsRefusedWithTheRightOne(string key, string name, string fix)
    {
        using ScriptedEvaluation evaluation = new();
        Task(evaluation)[key] = new JsonArray(name);
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains($"$.tasks.ask.{key}[0]", result.Error, StringComparison.Ordinal);
        Assert.Contains(fix, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NoGateCanUseAValueOfAllOutputs()
    {
        using ScriptedEvaluation evaluation = new();
        Task(evaluation)["corpusMetrics"] = new JsonArray("corpus_bleu");
        evaluation.Configuration["gates"]![0]!["metric"] = "ask/corpus_bleu";
        CommandResult result = await evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains("$.gates[0].metric", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ATaskFileBringsWhatItAggregatesOverAllDocuments()
    {
        using ScriptedEvaluation evaluation = new();
        File.WriteAllText(evaluation.Combine("translate.yaml"), """
            task: translate
            output_type: generate_until
            doc_to_text: "{{question}}"
            doc_to_target: "{{target}}"
            metric_list:
              - metric: exact_match
              - metric: bleu
              - metric: ter
            """);
        evaluation.Configuration["tasks"]!["ask"] = new JsonObject
        {
            ["file"] = "translate.yaml",
            ["dataset"] = "data.jsonl",
        };
        CommandResult result = await evaluation.RunAsync("run", "--json");
        JsonNode report = JsonNode.Parse(result.Output)!;
        Assert.Equal(
            ["ask/corpus_bleu", "ask/corpus_ter"],
            report["corpus_metrics"]!.AsArray().Select(value => (string)value!["metric"]!).Distinct());
        Assert.Contains(
            report["metrics"]!.AsArray(), mean => (string)mean!["metric"]! == "ask/bleu");
    }

    private static JsonObject Task(ScriptedEvaluation evaluation) =>
        (JsonObject)evaluation.Configuration["tasks"]!["ask"]!;
}
