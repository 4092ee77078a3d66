using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Metrics.Choices;
using EvalHarness.Pipeline.Recorded;
using EvalHarness.Pipeline.Tasks;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Recorded;

/// <summary>
/// Reading samples_*.jsonl. Shapes: lm_eval/evaluator.py (evaluate) and loggers/evaluation_tracker.py
/// (save_results_samples) of lm-evaluation-harness 0.4.9, and __main__.py of 0.4.2 for the older one.
/// </summary>
public sealed class HarnessFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task AWrittenAnswerIsItsRawResponseAndTheDocumentItsFields()
    {
        RecordedRow row = Assert.Single(await ReadAsync(RecordedEvaluation.Answer(7, " 14", "14", 1, "strict-match")));
        Assert.Equal(TaskOutputType.GenerateUntil, row.Kind);
        Assert.Equal("7", row.Sample.Id);
        Assert.Equal(" 14", Assert.Single(row.Outputs).Text);
        Assert.Equal(["14"], row.Sample.Targets);
        Assert.Equal("Q: What is 7 plus 7?\nA:", Assert.Single(row.Sample.Messages).Content);
        Assert.Equal("sums", row.Sample.Fields["source"]);
        Assert.Equal(1, row.Scores["exact_match,strict-match"]);
    }

    [Fact]
    public async Task SeveralResponsesAreSeveralAnswersToOneSample()
    {
        JsonObject line = RecordedEvaluation.Answer(0, "a", "a", 1);
        line["resps"] = JsonNode.Parse("""[["a", "b", "c"]]""");
        RecordedOutputs outputs = await AllAsync(line);
        Assert.Equal(3, outputs.Repeats);
        Assert.Equal("b", outputs.FindOutput("0#2")!.Text);
        Assert.Null(outputs.FindOutput("0#4"));
    }

    [Fact]
    public async Task LinesOfSeveralFiltersAreOneSampleWithTheMetricsOfAll()
    {
        RecordedOutputs outputs = await AllAsync(
            RecordedEvaluation.Answer(0, "#### 1", "1", 1, "strict-match"),
            RecordedEvaluation.Answer(1, "it is 2", "2", 0, "strict-match"),
            RecordedEvaluation.Answer(0, "#### 1", "1", 1, "flexible-extract"),
            RecordedEvaluation.Answer(1, "it is 2", "2", 1, "flexible-extract"));
        Assert.Equal(["0", "1"], outputs.Ids);
        ModelOutput output = outputs.FindOutput("1")!;
        Assert.Equal(0, output.RecordedScores["exact_match,strict-match"]);
        Assert.Equal(1, output.RecordedScores["exact_match,flexible-extract"]);
    }

    [Theory]
    [InlineData("""["1", "2"]""", "1", "2")]
    [InlineData("\"['Paris', \\\"l'Arc\\\"]\"", "Paris", "l'Arc")]
    [InlineData("\"[1, 2]\"", "[1, 2]")]
    [InlineData("\"[sic]\"", "[sic]")]
    [InlineData("42", "42")]
    public async Task SeveralTargetsAreReadAsPythonPrintsThem(string target, params string[] expected)
    {
        JsonObject line = RecordedEvaluation.Answer(0, "x", "", 0);
        line["target"] = JsonNode.Parse(target);
        Assert.Equal(expected, Assert.Single(await ReadAsync(line)).Sample.Targets);
    }

    [Fact]
    public async Task ChoicesAreTheContinuationsWithoutTheirDelimiter()
    {
        RecordedRow row = Assert.Single(await ReadAsync(RecordedEvaluation.Choice(0, 1, -2.5, -1.25)));
        Assert.Equal(["a", "b"], row.Sample.Choices);
        Assert.Equal([1], row.Sample.RightChoices);
        Assert.Equal([-2.5, -1.25], Assert.Single(row.Outputs).LogLikelihoods.Select(found => found.Sum));
        Assert.False(row.Outputs[0].LogLikelihoods[0].IsGreedy);
        Assert.Equal("b", row.Outputs[0].Text);
    }

    [Fact]
    public async Task ChoicesWithoutTheirContextFollowForMutualInformation()
    {
        JsonObject line = RecordedEvaluation.Choice(0, 0, -1, -2, -3, -4);
        foreach ((string request, string text) in new[] { ("gen_args_2", " a"), ("gen_args_3", " b") })
        {
            line["arguments"]![request] = new JsonObject { ["arg_0"] = "", ["arg_1"] = text };
        }

        RecordedRow row = Assert.Single(await ReadAsync(line));
        Assert.Equal(["a", "b"], row.Sample.Choices);
        Assert.Equal([null, null, "", ""], row.Sample.ScoredTexts.Select(text => text.Context));
        Assert.Equal(4, row.Outputs[0].LogLikelihoods.Count);
    }

    [Fact]
    public async Task ChoicesThatAreContextsLeaveTheRightOneUnknown()
    {
        JsonObject line = RecordedEvaluation.Choice(0, 0, -1, -2);
        line["arguments"] = JsonNode.Parse("""
            {
              "gen_args_0": {"arg_0": "The cat", "arg_1": " slept"},
              "gen_args_1": {"arg_0": "The dog", "arg_1": " slept"}
            }
            """);
        line["target"] = "slept";
        RecordedRow row = Assert.Single(await ReadAsync(line));
        Assert.Equal(["The cat", "The dog"], row.Sample.Choices);
        Assert.Empty(row.Sample.RightChoices);
    }

    [Theory]
    [InlineData("2", ChoiceGold.None)]
    [InlineData("b", 1)]
    [InlineData(" b", 1)]
    [InlineData("True", 1)]
    [InlineData("[0, 1]", 0, 1)]
    [InlineData("other")]
    public async Task TheRightChoiceIsAPlaceOrATextOfTheTarget(string target, params int[] expected)
    {
        JsonObject line = RecordedEvaluation.Choice(0, 0, -1, -2);
        line["target"] = target;
        Assert.Equal(expected, Assert.Single(await ReadAsync(line)).Sample.RightChoices);
    }

    [Fact]
    public async Task AWholeTextIsReadForItsLikelihood()
    {
        JsonObject line = RecordedEvaluation.Answer(0, "", "the page", 0);
        line["arguments"] = JsonNode.Parse("""{"gen_args_0": {"arg_0": "the text"}}""");
        line["resps"] = JsonNode.Parse("""[["-12.5"]]""");
        line["word_perplexity"] = JsonNode.Parse("[-12.5, 2]");
        RecordedRow row = Assert.Single(await ReadAsync(line));
        Assert.Equal(TaskOutputType.LogLikelihoodRolling, row.Kind);
        Assert.Equal(-12.5, row.Outputs[0].LogLikelihoods[0].Sum);
        Assert.Equal(["the page"], row.Sample.Targets);
        Assert.False(row.Scores.ContainsKey("word_perplexity"));
    }

    [Fact]
    public async Task TheOlderListOfRowsIsReadToo()
    {
        string path = _folder.Write("old.jsonl", """
            [
              {"doc_id": 0, "doc": {"q": "x"}, "target": 1,
               "arguments": [["Q:", " a"], ["Q:", " b"]], "resps": [[[-2.5, false]], [[-Infinity, true]]],
               "filtered_resps": [[-2.5, false], [-1.0, true]], "acc": 1.0}
            ]
            """.Replace("-Infinity", "-1.0", StringComparison.Ordinal));
        RecordedRow row = Assert.Single(await ReadAsync(path));
        Assert.Equal([1], row.Sample.RightChoices);
        Assert.True(row.Outputs[0].LogLikelihoods[1].IsGreedy);
    }

    [Fact]
    public async Task ValuesThatAreNoNumbersAreLeftOut()
    {
        JsonObject line = RecordedEvaluation.Answer(0, "x", "x", 1);
        line["f1"] = JsonNode.Parse("[1, 0]");
        line["bleu"] = "0.5";
        line["passed"] = "True";
        line["note"] = "none";
        string path = _folder.Write("nan.jsonl", line.ToJsonString().Replace(
            "\"exact_match\":1", "\"exact_match\":NaN,\"doc_note\":Infinity", StringComparison.Ordinal));
        RecordedRow row = Assert.Single(await ReadAsync(path));
        Assert.Equal(["bleu", "passed"], row.Scores.Keys.Order());
        Assert.Equal([0.5, 1], row.Scores.OrderBy(score => score.Key).Select(score => score.Value));
    }

    // The values are lm-evaluation-harness's own: see the README of the shared cases.
    [SharedFixtureFact]
    public async Task RealLogLikelihoodsGiveTheMetricsThatAreLoggedWithThem()
    {
        string[] measured = ["acc", "acc_norm", "acc_bytes", "acc_mutual_info", "exact_match"];
        int values = 0;
        foreach (JsonElement task in HarnessFixture.Lines("tasks.jsonl").Where(task =>
            task.GetProperty("id").GetString()!.Split('-')[0] is not ("winogrande" or "truthfulqa" or "lambada")))
        {
            JsonElement[] documents = [.. task.GetProperty("docs").EnumerateArray()];
            List<RecordedRow> rows = await ReadAsync([.. documents.Select(Logged)]);
            foreach ((RecordedRow row, JsonElement document) in rows.Zip(documents))
            {
                ChoiceScores scores = ChoiceScores.From(new(
                    row.Sample.Choices, row.Sample.RightChoices,
                    [.. row.Outputs[0].LogLikelihoods.Take(row.Sample.Choices.Count).Select(found => found.Sum)],
                    [.. row.Outputs[0].LogLikelihoods.Take(row.Sample.Choices.Count)
                        .Select(found => found.IsGreedy == true)],
                    row.Sample.ScoredTexts.Count > row.Sample.Choices.Count
                        ? [.. row.Outputs[0].LogLikelihoods.Skip(row.Sample.Choices.Count).Select(found => found.Sum)]
                        : null));
                foreach (JsonProperty expected in document.GetProperty("expected").EnumerateObject()
                    .Where(expected => measured.Contains(expected.Name)))
                {
                    HarnessFixture.Equal(
                        expected.Value, scores.Find(expected.Name), $"{task.GetProperty("id")} {expected.Name}");
                    values++;
                }
            }
        }

        Assert.True(values > 200, $"{values} values");
    }

    private static JsonObject Logged(JsonElement document, int id)
    {
        JsonElement[] requests = [.. document.GetProperty("requests").EnumerateArray()];
        JsonObject line = RecordedEvaluation.Choice(
            id, 0, [.. requests.Select(request => request.GetProperty("loglikelihood").GetDouble())]);
        line["doc"] = JsonNode.Parse(document.GetProperty("doc").GetRawText());
        line["target"] = document.GetProperty("target").ToString();
        for (int i = 0; i < requests.Length; i++)
        {
            JsonElement holder = requests[i].TryGetProperty("context", out _) ? requests[i] : document;
            line["arguments"]![$"gen_args_{i}"]!["arg_0"] = holder.GetProperty("context").GetString();
            line["arguments"]![$"gen_args_{i}"]!["arg_1"] = requests[i].GetProperty("continuation").GetString();
            line["resps"]![i]![0]![1] = requests[i].GetProperty("is_greedy").GetBoolean() ? "True" : "False";
        }

        return line;
    }

    private string Write(JsonObject[] lines) =>
        _folder.Write("samples.jsonl", string.Join('\n', lines.Select(line => line.ToJsonString())));

    private Task<RecordedOutputs> AllAsync(params JsonObject[] lines) =>
        RecordedOutputs.ReadAsync(new RecordedFiles(false, [Write(lines)]), CancellationToken.None);

    private Task<List<RecordedRow>> ReadAsync(params JsonObject[] lines) => ReadAsync(Write(lines));

    private static async Task<List<RecordedRow>> ReadAsync(string path) =>
        await new RecordedFile(path).ReadAsync(CancellationToken.None).ToListAsync();
}
