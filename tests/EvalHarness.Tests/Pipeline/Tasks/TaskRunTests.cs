using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Tasks;

/// <summary>Task files in a run, from the configuration to the report.</summary>
public sealed class TaskRunTests : IDisposable
{
    private const string Rows = """
        {"question": "What melts?", "choices": {"text": ["ice", "sand"], "label": ["A", "B"]}, "answerKey": "A"}
        {"question": "What burns?", "choices": {"text": ["water", "wood"], "label": ["A", "B"]}, "answerKey": "B"}
        {"question": "What flies?", "choices": {"text": ["a bird", "a stone"], "label": ["A", "B"]}, "answerKey": "A"}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ATaskFileIsAskedScoredAndGated()
    {
        (ExitCode code, string output, string error) = await RunAsync("""
            { "provider": "gguf", "path": "MODEL" }
            """, "\"file\": \"arc.yaml\", \"dataset\": \"arc.jsonl\"");

        Assert.True(code is ExitCode.Passed or ExitCode.Inconclusive, error);
        Assert.Contains("\"arc/acc\"", output, StringComparison.Ordinal);
        Assert.Contains("\"arc/acc_norm\"", output, StringComparison.Ordinal);
        Assert.Contains("\"arc/margin\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ModelsWithoutLogLikelihoodsAnswerTheLetterAndTheReportSaysSo()
    {
        string script = _folder.Write("letters.jsonl", """
            {"contains": "melts", "answer": "A"}
            {"contains": "burns", "answer": "The answer is B."}
            {"contains": "", "answer": "B"}
            """);
        (ExitCode code, string output, string error) = await RunAsync(
            $$"""{ "provider": "scripted", "path": "{{script}}" }""",
            "\"file\": \"arc.yaml\", \"dataset\": \"arc.jsonl\"");

        Assert.True(code is ExitCode.Passed or ExitCode.Inconclusive, error);
        Assert.Contains("answer the letter of a choice", output, StringComparison.Ordinal);
        Assert.Equal(2.0 / 3, MeanOf(output, "arc/acc"), 12);
    }

    [Fact]
    public async Task AGroupIsOneTaskWithASliceForEachOfItsTasks()
    {
        File.Copy(RepositoryRoot.Combine("tasks", "arc.yaml"), _folder.File("_arc"));
        foreach (string name in new[] { "hot", "cold" })
        {
            _folder.Write(name + ".yaml", $"include: _arc\ntask: {name}\ntag: weather\ndataset_name: {name}\n");
        }

        _folder.Write("group.yaml", """
            group: climate
            task: [weather]
            aggregate_metric_list:
              - metric: acc
                weight_by_size: false
            """);
        _folder.Write("hot.jsonl", Rows);
        _folder.Write("cold.jsonl", Rows.Split('\n')[0]);
        string script = _folder.Write("letters.jsonl", """
            {"contains": "melts", "answer": "A"}
            {"contains": "", "answer": "nothing"}
            """);
        (ExitCode code, string output, string error) = await RunAsync(
            $$"""{ "provider": "scripted", "path": "{{script}}" }""",
            "\"file\": \"group.yaml\", \"dataset\": \"{dataset_name}.jsonl\"");

        Assert.True(code is ExitCode.Passed or ExitCode.Inconclusive, error);

        // One of three and one of one: the mean of the tasks' means, as weight_by_size: false asks.
        Assert.Equal(2.0 / 3, MeanOf(output, "arc/acc"), 12);
    }

    [Fact]
    public async Task EachTaskOfAGroupIsAnsweredByItsOwnGenerationSettings()
    {
        // The model says how many tokens it may use, and how long the text is that ends its answer.
        await using FakeEndpoint endpoint = new((body, _) =>
        {
            JsonNode asked = JsonNode.Parse(body)!;
            return FakeReply.Answer($"{asked["max_tokens"]} {((string?)asked["stop"]?[0])?.Length}");
        });
        foreach ((string name, int most, string stop) in new[] { ("brief", 8, "##"), ("long", 64, "STOP") })
        {
            _folder.Write(name + ".yaml", $$$"""
                task: {{{name}}}
                test_split: test
                doc_to_text: "{{question}}"
                doc_to_target: "{{answer}}"
                generation_kwargs: { until: ["{{{stop}}}"], max_gen_toks: {{{most}}} }
                metric_list: [{ metric: exact_match }]
                """);
            _folder.Write(name + ".jsonl", $$"""{"question": "How many?", "answer": "{{most}} {{stop.Length}}"}""");
        }

        _folder.Write("group.yaml", "group: lengths\ntask: [brief, long]\n");
        (ExitCode code, string output, string error) = await RunAsync(
            $$"""{ "provider": "openai", "endpoint": "{{endpoint.Address}}", "model": "m" }""",
            "\"file\": \"group.yaml\", \"dataset\": \"{task}.jsonl\"", "exact_match");

        Assert.True(code is ExitCode.Passed or ExitCode.Inconclusive, error);
        Assert.Equal(1, MeanOf(output, "arc/exact_match"));
    }

    [Fact]
    public async Task AMissingTaskOfAGroupIsNamed()
    {
        _folder.Write("group.yaml", "group: climate\ntask: [wether]\n");
        (ExitCode code, _, string error) = await RunAsync("""
            { "provider": "gguf", "path": "MODEL" }
            """, "\"file\": \"group.yaml\", \"dataset\": \"arc.jsonl\"");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("\"wether\", which no file in", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task APromptBesideATaskFileIsRefused()
    {
        _folder.Write("p.yaml", "name: p\ntemplate: x\n");
        (ExitCode code, _, string error) = await RunAsync("""
            { "provider": "gguf", "path": "MODEL" }
            """, "\"file\": \"arc.yaml\", \"dataset\": \"arc.jsonl\", \"prompt\": \"p.yaml\"");

        Assert.Equal(ExitCode.BadInput, code);
        Assert.Contains("beside \"file\"", error, StringComparison.Ordinal);
    }

    private async Task<(ExitCode Code, string Output, string Error)> RunAsync(
        string model, string task, string metric = "acc")
    {
        File.Copy(RepositoryRoot.Combine("tasks", "arc.yaml"), _folder.File("arc.yaml"));
        _folder.Write("arc.jsonl", Rows);
        string described = model.Replace(
            "MODEL", RepositoryRoot.Combine("models", "baseline.gguf"), StringComparison.Ordinal);
        string configuration = _folder.Write("eval.config.json", $$"""
            {
              "name": "arc",
              "models": { "base": {{described}}, "same": {{described}} },
              "baseline": "base",
              "candidates": ["same"],
              "tasks": { "arc": { {{task}} } },
              "gates": [{ "metric": "arc/{{metric}}", "maxDrop": 0.5 }]
            }
            """);
        using StringWriter output = new();
        using StringWriter error = new();
        ExitCode code = await CommandLine.RunAsync(
            ["run", "--config", configuration, "--json", "--quiet"], new Terminal(output, error),
            CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }

    private static double MeanOf(string report, string metric) => JsonElement.Parse(report)
        .GetProperty("metrics").EnumerateArray()
        .First(entry => entry.GetProperty("metric").GetString() == metric)
        .GetProperty("mean").GetDouble();
}
