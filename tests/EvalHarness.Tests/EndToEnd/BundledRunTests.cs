using System.Globalization;
using System.Text.Json.Nodes;
using EvalHarness.Cli;
using EvalHarness.Cli.Options;
using EvalHarness.Cli.Rendering;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class BundledRunTests
{
    [Fact]
    public async Task TheDefaultConfigurationShipsEightBitsAndHoldsTwo()
    {
        using TemporaryFolder folder = new();
        string[] words = ["--limit", "40", "--model", "q8_0", "--model", "q2_k"];
        (ExitCode code, JsonNode report) = await RunAsync(folder, words);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Equal("hold", (string)report["decision"]!);
        Assert.Equal("hold", VerdictOn(report, "q2_k"));
        Assert.NotEqual("hold", VerdictOn(report, "q8_0"));
        Assert.True(Mean(report, "baseline", "answer/exact_match") > 0.7);
        Assert.True(Mean(report, "q2_k", "answer/exact_match") < 0.5);
        Assert.True(
            (double)report["models"]!["q2_k"]!["perplexity"]! > (double)report["models"]!["baseline"]!["perplexity"]!);
        Assert.InRange(Divergence(report, "q8_0"), 1e-5, 1e-3);
        Assert.InRange(Divergence(report, "q2_k"), 1, 4);
        Assert.All(
            report["models"]!.AsObject(), model => Assert.Equal(120, (int)model.Value!["outputs"]!));
    }

    [Fact]
    public async Task TwoRunsGiveTheSameReport()
    {
        using TemporaryFolder folder = new();
        string[] words = ["--limit", "6", "--model", "q8_0"];
        string first = CommandResult.Stabilise((await RunAsync(folder, words)).Report.ToJsonString());
        string second = CommandResult.Stabilise((await RunAsync(folder, words)).Report.ToJsonString());
        Assert.Equal(first, second);
    }

    [Fact]
    public async Task TheCandidateOfOnnxRuntimeIsMeasuredLikeTheOthersAndItsRowsAreMarked()
    {
        using TemporaryFolder folder = new();
        (_, JsonNode report) = await RunAsync(folder, "--limit", "8", "--model", "onnx-int4", "--no-judge");
        JsonNode model = report["models"]!["onnx-int4"]!;
        Assert.Equal("onnx-genai", (string)model["provider"]!);
        Assert.Contains("exported from a GGUF file, quantized to int4 by rtn", (string)model["description"]!);
        Assert.True((bool)model["varies_by_processor"]!);
        Assert.Null(report["models"]!["baseline"]!["varies_by_processor"]);
        Assert.Equal("onnx-int4", (string)Assert.Single(report["manifest"]!["varies_by_processor"]!.AsArray())!);
        Assert.Equal((24, 0), ((int)model["outputs"]!, (int)model["errors"]!));
        Assert.True((double)model["perplexity"]! > 1);
        Assert.InRange(Divergence(report, "onnx-int4"), 1e-3, 0.5);
        Assert.Equal(0, (int)report["metrics"]!.AsArray().Where(row => (string)row!["model"]! == "onnx-int4")
            .Sum(row => (int)row!["unscored"]!));
        Assert.True(Mean(report, "onnx-int4", "rank/ndcg@5") > 0.3);
    }

    private static async Task<(ExitCode Code, JsonNode Report)> RunAsync(TemporaryFolder folder, params string[] words)
    {
        // The store and the cache belong to the test: paths in a configuration are relative to it.
        string configuration = folder.File("eval.config.json");
        if (!File.Exists(configuration))
        {
            foreach (string name in (string[])["datasets", "prompts", "models"])
            {
                Directory.CreateSymbolicLink(folder.File(name), RepositoryRoot.Combine(name));
            }

            // A few labels show as much of the flow as all of them.
            File.WriteAllLines(
                folder.File("labels.csv"),
                File.ReadLines(RepositoryRoot.Combine("datasets", "judge-labels.csv")).Take(31));
            File.WriteAllText(
                configuration,
                File.ReadAllText(RepositoryRoot.Combine("eval.config.json"))
                    .Replace("datasets/judge-labels.csv", "labels.csv", StringComparison.Ordinal)
                    .Replace("\"maxTokens\": 8192", "\"maxTokens\": 1024", StringComparison.Ordinal));
        }

        using StringWriter output = new(CultureInfo.InvariantCulture);
        using StringWriter error = new(CultureInfo.InvariantCulture);
        ExitCode code = await CommandLine.RunAsync(
            ["run", "--json", "--quiet", "--config", configuration, .. words],
            new Terminal(output, error),
            CancellationToken.None);

        // Nothing but what is said of a candidate in a k-quant, which llama.cpp computes otherwise.
        Assert.All(
            error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries),
            line => Assert.Contains("k-quants run here with activations in f32", line, StringComparison.Ordinal));
        return (code, JsonNode.Parse(output.ToString())!);
    }

    private static string VerdictOn(JsonNode report, string candidate) =>
        (string)report["candidates"]!.AsArray().Single(found => (string)found!["candidate"]! == candidate)!["decision"]!;

    private static double Divergence(JsonNode report, string candidate) =>
        (double)report["models"]![candidate]!["fidelity"]!["mean_kl_divergence"]!;

    private static double Mean(JsonNode report, string model, string metric) =>
        (double)report["metrics"]!.AsArray().Single(found =>
            (string)found!["model"]! == model && (string)found["metric"]! == metric)!["mean"]!;
}
