using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Inference.Gguf;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.EndToEnd;

public sealed class FidelityRunTests : IDisposable
{
    private readonly ScriptedEvaluation _evaluation = new(samples: 3);

    public FidelityRunTests()
    {
        new TinyGguf().WriteTo(_evaluation.Combine("base.gguf"));
        new TinyGguf { MatrixType = TensorType.Q4_0 }.WriteTo(_evaluation.Combine("near.gguf"));
        new TinyGguf { Vocabulary = TinyVocabulary.Spm }.WriteTo(_evaluation.Combine("other.gguf"));
        File.WriteAllText(
            _evaluation.Combine("text.txt"), string.Concat(Enumerable.Repeat("hello and the other in all ", 40)));
        JsonObject configuration = _evaluation.Configuration;
        configuration["models"] = JsonNode.Parse("""
            {
              "base": { "provider": "gguf", "path": "base.gguf" },
              "near": { "provider": "gguf", "path": "near.gguf" },
              "other": { "provider": "gguf", "path": "other.gguf" },
              "script": { "provider": "scripted", "path": "equal.jsonl" }
            }
            """);
        configuration["candidates"] = JsonNode.Parse("""["near", "other", "script"]""");
        configuration["generation"] = JsonNode.Parse("""{ "maxOutputTokens": 4 }""");
        configuration["fidelity"] = JsonNode.Parse("""{ "text": "text.txt", "context": 32, "maxTokens": 100 }""");
    }

    public void Dispose() => _evaluation.Dispose();

    [Fact]
    public async Task ACandidateIsComparedOnceAndTheOthersSayWhyNot()
    {
        CommandResult first = await _evaluation.RunAsync("run", "--json", "--force");
        Assert.Contains("near fidelity 3/3", first.Error, StringComparison.Ordinal);
        JsonNode models = JsonNode.Parse(first.Output)!["models"]!;
        JsonNode near = models["near"]!["fidelity"]!;
        Assert.Null(near["reason"]);
        Assert.Equal((45, 32), ((int)near["tokens"]!, (int)near["context"]!));
        Assert.InRange((double)near["mean_kl_divergence"]!, 1e-5, 2);
        Assert.True((double)near["mean_kl_divergence_se_clustered"]! > 0);
        Assert.InRange((double)near["same_top_token"]!, 0.1, 1);
        Assert.InRange((double)near["perplexity_ratio"]!, 0.2, 5);
        Assert.Null(models["base"]!["fidelity"]);
        Assert.Contains("token 3 is", (string)models["other"]!["fidelity"]!["reason"]!, StringComparison.Ordinal);
        Assert.Null(models["other"]!["fidelity"]!["mean_kl_divergence"]);
        Assert.Contains(
            "script is not a local GGUF model",
            (string)models["script"]!["fidelity"]!["reason"]!,
            StringComparison.Ordinal);

        CommandResult again = await _evaluation.RunAsync(
            "run", "--json", "--force", "--run", await _evaluation.NewestRunAsync());
        Assert.DoesNotContain("fidelity", again.Error, StringComparison.Ordinal);
        Assert.Equal(first.StableJson, again.StableJson);
    }

    [Fact]
    public async Task EveryReportShowsIt()
    {
        CommandResult run = await _evaluation.RunAsync("run", "--quiet", "--verbose", "--force");
        Assert.Contains("Mean KL, nats", run.Output, StringComparison.Ordinal);
        Assert.Contains("script: script is not a local GGUF model", run.Output, StringComparison.Ordinal);
        string id = await _evaluation.NewestRunAsync();
        foreach ((string format, string words) in
            new[] { ("markdown", "### Fidelity"), ("html", "id=\"fidelity\""), ("json", "\"mean_kl_divergence\"") })
        {
            string output = _evaluation.Combine("report." + format);
            await _evaluation.RunAsync("report", id, "--format", format, "--output", output);
            Assert.Contains(words, await File.ReadAllTextAsync(output), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task AServedCandidateIsComparedAsFarAsItsEndpointTells()
    {
        await using EchoEndpoint server = new(_evaluation.Combine("near.gguf"))
        {
            Instead = (body, _) => body.Contains("\"messages\"", StringComparison.Ordinal)
                ? FakeReply.Answer("answer 1")
                : null,
        };
        await using FakeEndpoint mute = new((_, _) => FakeReply.Answer("answer 1"));
        JsonObject models = _evaluation.Configuration["models"]!.AsObject();
        models["served"] = Served(server.Address);
        models["mute"] = Served(mute.Address);
        models["dear"] = Served(server.Address);
        models["started"] = new JsonObject
        {
            ["provider"] = "process",
            ["model"] = "m",
            ["command"] = new JsonArray([.. ServerPrograms.Command().Select(word => JsonValue.Create(word))]),
        };
        models["dear"]!["budget"] = new JsonObject { ["calls"] = 100 };
        _evaluation.Configuration["candidates"] = JsonNode.Parse("""["near", "served", "mute", "dear", "started"]""");
        CommandResult run = await _evaluation.RunAsync("run", "--json");
        Assert.Contains("served fidelity 3/3", run.Error, StringComparison.Ordinal);
        JsonNode found = JsonNode.Parse(run.Output)!["models"]!;
        JsonNode near = found["near"]!["fidelity"]!;
        JsonNode served = found["served"]!["fidelity"]!;
        Assert.Null(served["reason"]);
        Assert.Equal((double)near["perplexity_ratio"]!, (double)served["perplexity_ratio"]!, 1e-6);
        Assert.Equal((double)near["same_top_token"]!, (double)served["same_top_token"]!);
        Assert.InRange((double)served["mean_kl_divergence"]!, 1e-6, (double)near["mean_kl_divergence"]!);
        Assert.True((bool)served["kl_divergence_is_lower_bound"]!);
        Assert.InRange((double)served["known_mass_candidate"]!, 0.01, 1);
        Assert.Null(near["kl_divergence_is_lower_bound"]);
        Assert.Contains(
            "a response without log-probabilities",
            (string)found["mute"]!["fidelity"]!["reason"]!,
            StringComparison.Ordinal);
        Assert.Contains("has a budget", (string)found["dear"]!["fidelity"]!["reason"]!, StringComparison.Ordinal);
        // It was started for this, and knows chats only.
        Assert.Contains("404", (string)found["started"]!["fidelity"]!["reason"]!, StringComparison.Ordinal);
        CommandResult again = await _evaluation.RunAsync("report", await _evaluation.NewestRunAsync());
        Assert.Contains("≥ ", again.Output, StringComparison.Ordinal);

        static JsonNode Served(Uri address) => new JsonObject
        {
            ["provider"] = "openai",
            ["endpoint"] = address.AbsoluteUri,
            ["model"] = "m",
        };
    }

    [Fact]
    public async Task AnEndpointThatFailedIsAskedAgainWhenTheRunIsContinued()
    {
        bool isDown = true;
        await using EchoEndpoint server = new(_evaluation.Combine("near.gguf"))
        {
            Instead = (body, _) => body.Contains("\"messages\"", StringComparison.Ordinal)
                ? FakeReply.Answer("answer 1")
                : isDown ? FakeReply.Fault("500") : null,
        };
        _evaluation.Configuration["models"]!["served"] = new JsonObject
        {
            ["provider"] = "openai",
            ["endpoint"] = server.Address.AbsoluteUri,
            ["model"] = "m",
            ["limits"] = new JsonObject { ["attempts"] = 1 },
        };
        _evaluation.Configuration["candidates"] = new JsonArray("served");
        CommandResult run = await _evaluation.RunAsync("run", "--json");
        Assert.Contains("500", Reason(run), StringComparison.Ordinal);
        isDown = false;
        run = await _evaluation.RunAsync("run", "--json", "--run", await _evaluation.NewestRunAsync());
        Assert.Null(Reason(run));

        static string? Reason(CommandResult run) =>
            (string?)JsonNode.Parse(run.Output)!["models"]!["served"]!["fidelity"]!["reason"];
    }

    [Fact]
    public async Task AnotherTextIsAnotherRun()
    {
        await _evaluation.RunAsync("run", "--quiet", "--force");
        File.AppendAllText(_evaluation.Combine("text.txt"), "and more");
        CommandResult again = await _evaluation.RunAsync(
            "run", "--force", "--run", await _evaluation.NewestRunAsync());
        Assert.Equal(ExitCode.BadInput, again.Code);
        Assert.Contains("fidelity text", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CandidatesReadWhatTheBaselineWroteAndGatesMayUseIt()
    {
        _evaluation.Configuration["fidelity"] = JsonNode.Parse("""{ "outputs": 1 }""");
        _evaluation.Configuration["gates"] = JsonNode.Parse("""[{ "metric": "ask/kl_divergence", "maxDrop": 100 }]""");
        CommandResult first = await _evaluation.RunAsync("run", "--json", "--force");
        Assert.Contains("near ask fidelity 3/3", first.Error, StringComparison.Ordinal);
        JsonNode report = JsonNode.Parse(first.Output)!;
        JsonNode near = Comparison(report, "near", "ask/kl_divergence");
        Assert.Equal((3, false), ((int)near["pairs"]!, (bool)near["higher_is_better"]!));
        Assert.InRange((double)near["delta"]!, 1e-5, 2);
        Assert.InRange((double)Comparison(report, "near", "ask/agreed_prefix")["candidate_mean"]!, 0, 1);
        // A gate may use it; here every output of the baseline was cut off, so it decides nothing.
        Assert.Equal("inconclusive", (string)Gate(report, "near")["outcome"]!);
        Assert.Contains("of the baseline's, 3 of 3", (string)Gate(report, "near")["reason"]!, StringComparison.Ordinal);

        // What cannot be read is unscored, and a gate on it is not green.
        Assert.Equal(0, (int)Comparison(report, "other", "ask/kl_divergence")["pairs"]!);
        Assert.Equal("inconclusive", (string)Gate(report, "other")["outcome"]!);
        Assert.Equal("inconclusive", (string)Gate(report, "script")["outcome"]!);
        Assert.Contains(report["unscored"]!.AsArray(), row =>
            (string)row!["model"]! == "other"
            && ((string)row["reason"]!).Contains("token 3 is", StringComparison.Ordinal));
        Assert.Contains(report["unscored"]!.AsArray(), row =>
            (string)row!["model"]! == "script"
            && ((string)row["reason"]!).Contains("not a local GGUF model", StringComparison.Ordinal));
        JsonNode worst = report["worst_samples"]!.AsArray().First(sample => (string)sample!["candidate"]! == "near")!;
        Assert.NotNull(worst["scores"]!["exact_match"]);
        Assert.Equal(0, (double)worst["scores"]!["kl_divergence"]!["baseline"]!);

        CommandResult again = await _evaluation.RunAsync(
            "run", "--json", "--force", "--run", await _evaluation.NewestRunAsync());
        Assert.DoesNotContain("fidelity", again.Error, StringComparison.Ordinal);
        Assert.Equal(first.StableJson, again.StableJson);
    }

    [Theory]
    [InlineData("{}", "neither a text nor outputs")]
    [InlineData("""{ "outputs": 0 }""", "neither a text nor outputs")]
    [InlineData("""{ "outputs": 1.5 }""", "$.fidelity.outputs")]
    public async Task AShareThatReadsNothingOrTooMuchIsRefused(string fidelity, string words)
    {
        _evaluation.Configuration["fidelity"] = JsonNode.Parse(fidelity);
        CommandResult run = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AGateOnADivergenceThatNobodyMeasuresIsRefused()
    {
        _evaluation.Configuration["gates"] = JsonNode.Parse("""[{ "metric": "ask/kl_divergence", "maxDrop": 1 }]""");
        CommandResult run = await _evaluation.RunAsync("validate");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("does not measure", run.Error, StringComparison.Ordinal);
    }

    private static JsonNode Comparison(JsonNode report, string candidate, string metric) =>
        report["comparisons"]!.AsArray().Single(row =>
            (string)row!["candidate"]! == candidate && (string)row["metric"]! == metric)!;

    private static JsonNode Gate(JsonNode report, string candidate) =>
        report["gates"]!.AsArray().Single(row => (string)row!["candidate"]! == candidate)!;

    [Fact]
    public async Task AMissingTextOrAWrongContextIsRefusedBeforeAnyModelIsAsked()
    {
        _evaluation.Configuration["fidelity"] = JsonNode.Parse("""{ "text": "absent.txt", "context": 4 }""");
        CommandResult run = await _evaluation.RunAsync("run");
        Assert.Equal(ExitCode.BadInput, run.Code);
        Assert.Contains("$.fidelity.text", run.Error, StringComparison.Ordinal);
        Assert.Contains("$.fidelity.context", run.Error, StringComparison.Ordinal);
    }
}
