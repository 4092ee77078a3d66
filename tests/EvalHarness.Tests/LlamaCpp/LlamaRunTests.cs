using System.Text.Json;
using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.LlamaCpp;

/// <summary>A whole run whose models are in llama.cpp.</summary>
public sealed class LlamaRunTests
{
    [LlamaFact]
    public async Task ARunEndsInADecisionAndSaysWhatItsRowsDependOn()
    {
        using ScriptedEvaluation evaluation = new(samples: 4);
        string model = JsonSerializer.Serialize(RepositoryRoot.Combine("models", "baseline.gguf"));
        evaluation.Configuration["models"] = JsonNode.Parse($$"""
            {
              "base": { "provider": "llama.cpp", "path": {{model}}, "sequences": 2, "context": 256 },
              "q8_0": {
                "provider": "llama.cpp", "path": {{model}}, "sequences": 2, "context": 256,
                "quantize": { "method": "rtn", "type": "q8_0" }
              }
            }
            """);
        evaluation.Configuration["candidates"] = new JsonArray("q8_0");
        evaluation.Configuration["generation"]!["maxOutputTokens"] = 4;
        evaluation.Configuration["tasks"]!["ask"]!["metrics"] = new JsonArray("token_f1", "nll");
        evaluation.Configuration["gates"] = JsonNode.Parse("""[{ "metric": "ask/nll", "maxDrop": 0.5 }]""");
        CommandResult run = await evaluation.RunAsync("run", "--json");
        Assert.True(run.Code is ExitCode.Passed or ExitCode.Inconclusive, run.Error);
        JsonNode report = JsonNode.Parse(run.Output)!;
        Assert.All(["base", "q8_0"], name =>
        {
            JsonNode summary = report["models"]![name]!;
            Assert.Equal("llama.cpp", (string?)summary["provider"]);
            Assert.True((bool)summary["varies_by_processor"]!);
        });
        Assert.Equal(4, (int)report["gates"]![0]!["pairs"]!);
        CommandResult again = await evaluation.RunAsync("run", "--fresh", "--json");
        Assert.Equal(run.StableJson, again.StableJson);
        CommandResult shown = await evaluation.RunAsync("report", "latest", "--format", "markdown");
        Assert.Contains("so its rows may differ by processor", shown.Output, StringComparison.Ordinal);
    }
}
