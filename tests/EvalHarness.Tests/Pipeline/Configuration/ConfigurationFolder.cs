using EvalHarness.Pipeline.Configuration.Loading;
using EvalHarness.Tests.Testing;

namespace EvalHarness.Tests.Pipeline.Configuration;

/// <summary>A folder with the files that test configurations name.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    /// <summary>A configuration without a mistake.</summary>
    public const string Valid = """
        {
          "$schema": "./eval.config.schema.json",
          "name": "nightly", // a comment
          "models": {
            "base": { "provider": "gguf", "path": "m.gguf" },
            "q4_0": { "provider": "gguf", "path": "m.gguf", "quantize": { "method": "rtn", "type": "q4_0" } },
            "remote": {
              "provider": "openai", "endpoint": "http://127.0.0.1:8080/v1", "model": "m", "apiKey": "${KEY}" },
          },
          "baseline": "base",
          "candidates": ["q4_0", "remote"],
          "tasks": {
            "rank": { "dataset": "d.jsonl", "prompt": "p.yaml", "ranking": "pointwise", "metrics": ["ndcg@5"] },
            "answer": {
              "dataset": "d.jsonl", "prompt": "p.yaml", "target": "answer", "metrics": ["exact_match", "nll"] }
          },
          "generation": { "temperature": 0.5, "topP": 0.9 },
          "judges": { "local": { "model": "base", "prompt": "p.yaml", "task": "answer" } },
          "judging": { "fraction": 0.25, "layers": [ { "judges": ["local"] } ] },
          "gates": [
            { "metric": "answer/exact_match", "maxDrop": 0.03 },
            { "metric": "rank/ndcg@5", "maxDrop": 0.02 },
            { "metric": "answer/judge:local", "maxDrop": 0.2 }
          ]
        }
        """;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Makes the folder with its files.</summary>
    public ConfigurationFolder()
    {
        foreach (string name in (string[])["m.gguf", "d.jsonl", "p.yaml"])
        {
            File.WriteAllText(_folder.File(name), "");
        }
    }

    /// <summary>Path of a file in the folder.</summary>
    public string PathOf(string name) => _folder.File(name);

    /// <summary>Loads a text as the folder's configuration; KEY is the one variable of the environment.</summary>
    public ResolvedConfiguration Load(string json, ConfigurationOverrides? overrides = null)
    {
        File.WriteAllText(_folder.File("eval.config.json"), json);
        return ConfigurationFile.Load(
            _folder.File("eval.config.json"), overrides, name => name == "KEY" ? "s3cr3t-value" : null);
    }

    /// <summary>What is wrong with a text.</summary>
    public IReadOnlyList<InputError> Mistakes(string json, ConfigurationOverrides? overrides = null) =>
        Assert.Throws<InvalidInputException>(() => Load(json, overrides)).Errors;

    public void Dispose() => _folder.Dispose();
}
