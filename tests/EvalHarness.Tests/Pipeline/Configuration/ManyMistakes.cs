namespace EvalHarness.Tests.Pipeline.Configuration;

/// <summary>A configuration with nearly every mistake that one can make.</summary>
internal static class ManyMistakes
{
    public const string Text = """
        {
          "nmae": "nightly",
          "models": {
            "base": { "provider": "ggfu", "path": "n.gguf" },
            "no path": { "provider": "gguf" },
            "q5": { "provider": "gguf", "path": "m.gguf", "quantize": { "method": "rtn", "type": "q5_x" } },
            "remote": { "provider": "openai", "endpoint": "localhost", "apiKey": "sk-123", "path": "m.gguf" },
            "hidden": { "provider": "openai", "endpoint": "http://h/v1", "model": "m", "apiKey": "${NOT_SET}" },
            "twice": 1,
            "twice": 2
          },
          "baseline": "bsae",
          "candidates": ["base", "base", "nothing"],
          "tasks": {
            "answer": {
              "dataset": "d.json", "prompt": "p.yaml", "metrics": ["exact_match", "rouge10", "exact_match"],
              "onBadSample": "ignore", "limit": 0, "grades": ["0", "1"]
            },
            "rank": { "dataset": "d.jsonl", "metrics": [], "ranking": "listwise", "input": "" }
          },
          "generation": { "temperature": "0", "maxOutputTokens": 1.5, "concurrency": 0, "topp": 0.9, "topK": null },
          "comparison": { "confidence": 2 },
          "judges": { "local": { "model": "jugde", "prompt": "p.yaml", "task": "answr", "scale": [5, 1] } },
          "judging": {
            "fraction": 0,
            "layers": [
              { "judges": ["lokal"], "escalate": ["flip"] },
              { "judges": [] },
              { "judges": ["local"], "escalate": ["audit:2"] }
            ]
          },
          "gates": [
            { "metric": "exact_match", "maxDrop": 0.03 },
            { "metric": "answers/exact_match", "maxDrop": 0 },
            { "metric": "answer/exact_macth", "maxDrop": -1, "confidence": 0.3 },
            { "metric": "answer/judge:local", "maxDrop": 1e999 },
            {}
          ],
          "store": "runs.db",
          "reports": ["json", "pdf", "json"]
        }
        """;
}
