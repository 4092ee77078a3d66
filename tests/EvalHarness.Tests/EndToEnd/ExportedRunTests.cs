using System.Text.Json.Nodes;
using CsvHelper;
using EvalHarness.Cli.Options;
using EvalHarness.Judging;
using EvalHarness.Pipeline.Storage;
using EvalHarness.Runs;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class ExportedRunTests
{
    [Fact]
    public async Task EveryOutputIsALineWithItsSampleScoresAndVerdicts()
    {
        using JudgedEvaluation judged = new();
        ScriptedEvaluation evaluation = judged.Evaluation;
        await evaluation.RunAsync("run", "--quiet");
        CommandResult result = await evaluation.RunAsync("export", "latest", "--format", "jsonl");
        Assert.True(result.Code == ExitCode.Passed, result.Error);
        JsonNode[] lines = Lines(result.Output);
        JsonNode[] outputs = [.. lines.Where(line => line["output"] is not null)];
        Assert.Equal(3 * evaluation.Samples, outputs.Length);
        Assert.All(outputs, line =>
        {
            Assert.Equal($"What is item {(int)line["ordinal"]!:000}?", (string?)line["sample"]!["fields"]!["question"]);
            Assert.Equal(["exact_match", "token_f1"], line["scores"]!.AsArray().Select(Metric));
            string right = (string)line["sample"]!["targets"]![0]!;
            Assert.Equal((string)line["output"]!["text"]! == right ? 1 : 0, (double)line["scores"]![0]!["value"]!);
        });
        Assert.Contains(lines, line => line["output"] is null && line["sample"] is null); // A labelled text.
        await using IStoredRuns store = RunStores.OpenForReading("sqlite:.evalharness/runs.db", evaluation.Folder)!;
        RunRecord run = (await store.ListRunsAsync(CancellationToken.None))[0];
        List<VerdictRow> verdicts =
            await store.ReadVerdictsAsync(run.Id, task: null, CancellationToken.None).ToListAsync();
        HashSet<(string, string, string, int)> exported =
        [
            .. lines.SelectMany(line => line["verdicts"]!.AsArray().Select(verdict => (
                (string)line["sample_id"]!, (string)verdict!["model"]!, (string)verdict["purpose"]!,
                (int)verdict["repeat"]!))),
        ];
        Assert.Equal(verdicts.Count, exported.Count);
        Assert.All(outputs.SelectMany(line => line["verdicts"]!.AsArray().Select(verdict => (line, verdict))), pair =>
            Assert.Equal(OutputKey.From((string)pair.line["output"]!["text"]!), (string?)pair.verdict!["text_sha256"]));
    }

    [Fact]
    public async Task TheTableHasARowForEachScoreAndEachVerdict()
    {
        using JudgedEvaluation judged = new();
        ScriptedEvaluation evaluation = judged.Evaluation;
        await evaluation.RunAsync("run", "--quiet");
        string file = evaluation.Combine("rows.csv");
        CommandResult result = await evaluation.RunAsync(
            "export", "latest", "--format", "csv", "--output", file, "--json");
        JsonNode counts = JsonNode.Parse(result.Output)!;
        List<Dictionary<string, string>> rows = Table(await File.ReadAllTextAsync(file));
        Assert.Equal(3 * 2 * evaluation.Samples, rows.Count(row => row["kind"] == "score"));
        Assert.Equal((int)counts["scores"]!, rows.Count(row => row["kind"] == "score"));
        Assert.True(rows.Count(row => row["kind"] == "verdict") >= (int)counts["verdicts"]!);
        Assert.All(rows.Where(row => row["metric"] == "exact_match"), row =>
            Assert.Equal(row["output"] == row["target"] ? "1" : "0", row["value"]));
    }

    [Fact]
    public async Task TextStaysOneFieldAndIsNoFormula()
    {
        const string Question = "=HYPERLINK(\"http://x\")\nsecond, \"line\"";
        using ScriptedEvaluation evaluation = new(samples: 1);
        await File.WriteAllTextAsync(
            evaluation.Combine("data.jsonl"),
            new JsonObject { ["id"] = "+q", ["input"] = Question, ["question"] = "item 000?", ["target"] = "-1" }
                .ToJsonString());
        await evaluation.RunAsync("run", "--quiet");
        CommandResult csv = await evaluation.RunAsync("export", "latest", "--format", "csv");
        Dictionary<string, string> row = Table(csv.Output)[0];
        Assert.Equal("'" + Question, row["input"]);
        Assert.Equal("'+q", row["sample_id"]);
        Assert.Equal("'-1", row["target"]);
        CommandResult jsonl = await evaluation.RunAsync("export", "latest");
        Assert.Equal(Question, (string?)Lines(jsonl.Output)[0]["sample"]!["input"]);
    }

    [Fact]
    public async Task AFileThatExistsIsReplacedByForceOnly()
    {
        using ScriptedEvaluation evaluation = new(samples: 3);
        await evaluation.RunAsync("run", "--quiet");
        string file = evaluation.Combine("rows.jsonl");
        await File.WriteAllTextAsync(file, "mine");
        CommandResult refused = await evaluation.RunAsync("export", "latest", "--out", file);
        Assert.Equal(ExitCode.BadInput, refused.Code);
        Assert.Contains("--force", refused.Error, StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(file));
        Assert.Equal(
            ExitCode.Passed, (await evaluation.RunAsync("export", "latest", "--out", file, "--force")).Code);
        Assert.Equal(9, Lines(await File.ReadAllTextAsync(file)).Length);
        CommandResult folder = await evaluation.RunAsync("export", "latest", "--out", evaluation.Folder, "--force");
        Assert.Equal(ExitCode.BadInput, folder.Code);
    }

    [Fact]
    public async Task SamplesThatNobodyHasAnsweredAreThereWithoutAnOutput()
    {
        using ScriptedEvaluation evaluation = new(samples: 40, delayMs: 20);
        await evaluation.InterruptAsync("base ask", "run");
        CommandResult result = await evaluation.RunAsync("export", "latest");
        JsonNode[] lines = Lines(result.Output);
        Assert.Equal(40, lines.Select(line => (int)line["ordinal"]!).Distinct().Count());
    }

    [Theory]
    [InlineData("export", "model.gguf", "--output", "folder")]
    [InlineData("export", "model.gguf", "--format", "onnx-genai", "--type", "int4", "--output", "folder")]
    public async Task AModelIsToldTheCommandThatConvertsIt(params string[] words)
    {
        using ScriptedEvaluation evaluation = new(samples: 1);
        CommandResult result = await evaluation.RunAsync(words);
        Assert.Equal(ExitCode.BadInput, result.Code);
        Assert.Contains(
            "evalharness convert model.gguf --to onnx-genai --output FOLDER", result.Error, StringComparison.Ordinal);
    }

    private static string? Metric(JsonNode? score) => (string?)score!["metric"];

    private static JsonNode[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    private static List<Dictionary<string, string>> Table(string text)
    {
        CsvReaderOptions options = CsvReaderOptions.Default with { HasHeader = false };
        using CsvReader reader = CsvReader.Create(new StringReader(text), options);
        List<string[]> rows = [];
        foreach (CsvRow row in reader)
        {
            string[] cells = new string[row.FieldCount];
            for (int i = 0; i < cells.Length; i++)
            {
                cells[i] = row.GetString(i);
            }

            rows.Add(cells);
        }

        return [.. rows.Skip(1).Select(row => rows[0].Zip(row).ToDictionary(cell => cell.First, cell => cell.Second))];
    }
}
