using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using EvalHarness.Pipeline.Runs.Estimating;

namespace EvalHarness.Cli.Run;

/// <summary>How <c>--plan --json</c> of <c>run</c> and <c>search</c> is written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunEstimate))]
[JsonSerializable(typeof(JsonNode))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
