using System.Text.Json.Serialization;
using EvalHarness.Pipeline.Runs.Estimating;

namespace EvalHarness.Cli.Run;

/// <summary>How <c>run --plan --json</c> is written.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunEstimate))]
internal sealed partial class PlanJsonContext : JsonSerializerContext;
