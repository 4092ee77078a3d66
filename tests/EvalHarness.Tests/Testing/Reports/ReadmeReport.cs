using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EvalHarness.Gating;
using EvalHarness.Reporting;
using EvalHarness.Runs;

namespace EvalHarness.Tests.Testing.Reports;

/// <summary>
/// The run of the bundled configuration that the README shows: what decides, taken from its <c>report.json</c>.
/// <c>EVALHARNESS_README_RUN=…/report.json</c> beside <c>EVALHARNESS_UPDATE_GOLDEN=1</c> takes it from another run.
/// </summary>
internal static class ReadmeReport
{
    private const string File = "readme-run.json";

    private static readonly string[] s_keys = ["name", "decision", "summary", "baseline", "candidates", "gates"];
    private static readonly string[] s_modelKeys = ["provider", "file_bytes", "bits_per_weight", "weights_sha256"];

    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>What was taken from the run.</summary>
    public static JsonObject Read()
    {
        if (Environment.GetEnvironmentVariable("EVALHARNESS_README_RUN") is { Length: > 0 } run)
        {
            GoldenFile.Verify(File, Take(System.IO.File.ReadAllText(run)).ToJsonString(s_options) + "\n");
        }

        return (JsonObject)JsonNode.Parse(System.IO.File.ReadAllText(GoldenFile.PathOf(File)))!;
    }

    /// <summary>The report, as far as it decides.</summary>
    public static Report Create()
    {
        JsonObject run = Read();
        return RealisticReport.Create() with
        {
            Name = (string)run["name"]!,
            Decision = run["decision"].Deserialize<ReleaseDecision>(s_options),
            Summary = (string)run["summary"]!,
            Baseline = (string)run["baseline"]!,
            Candidates = run["candidates"].Deserialize<CandidateDecision[]>(s_options)!,
            Gates = run["gates"].Deserialize<GateDecision[]>(s_options)!,
            Models =
            [
                .. run["models"]!.AsObject().Select(model => new ModelSummary
                {
                    Name = model.Key,
                    Provider = (string)model.Value!["provider"]!,
                    FileBytes = (long?)model.Value["file_bytes"],
                    BitsPerWeight = (double?)model.Value["bits_per_weight"],
                    Outputs = 0,
                    Errors = 0,
                }),
            ],
            Warnings = [],
        };
    }

    private static JsonObject Take(string report)
    {
        JsonNode whole = JsonNode.Parse(report)!;
        JsonObject taken = Pick(whole, s_keys);
        taken["models"] = new JsonObject(whole["models"]!.AsObject().Select(model =>
            KeyValuePair.Create<string, JsonNode?>(model.Key, Pick(model.Value!, s_modelKeys))));
        return taken;
    }

    private static JsonObject Pick(JsonNode from, string[] keys) => new(keys.Select(key =>
        KeyValuePair.Create(key, from[key]?.DeepClone())));
}
