using System.Text.Json.Serialization;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Runs;

/// <summary>How a run's manifest is written into its folder, and how samples are compared.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(Sample))]
internal sealed partial class RunJsonContext : JsonSerializerContext;
