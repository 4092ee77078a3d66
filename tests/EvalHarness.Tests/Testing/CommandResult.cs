using System.Text.Json.Nodes;
using EvalHarness.Cli.Options;

namespace EvalHarness.Tests.Testing;

/// <summary>What a command did.</summary>
/// <param name="Code">Its exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record CommandResult(ExitCode Code, string Output, string Error)
{
    /// <summary>Standard output as one JSON document, without what may differ between equal runs.</summary>
    public string StableJson => Stabilise(Output);

    /// <summary>A report without its identity, times and memory.</summary>
    public static string Stabilise(string report)
    {
        JsonNode document = JsonNode.Parse(report)!;
        document.AsObject().Remove("run");
        foreach ((_, JsonNode? model) in document["models"]!.AsObject())
        {
            model!.AsObject().Remove("timings");
            foreach (string key in model.AsObject().Select(field => field.Key)
                .Where(key => key.EndsWith("_ms", StringComparison.Ordinal)
                    || key.Contains("_ms_", StringComparison.Ordinal)
                    || key.Contains("per_second", StringComparison.Ordinal)
                    || key.Contains("ms_per_token", StringComparison.Ordinal)
                    || key is "peak_memory_bytes" or "load_seconds")
                .ToArray())
            {
                model.AsObject().Remove(key);
            }
        }

        foreach (JsonNode? point in document["frontier"]!.AsArray())
        {
            point!.AsObject().Remove("timings");
        }

        return document.ToJsonString();
    }
}
