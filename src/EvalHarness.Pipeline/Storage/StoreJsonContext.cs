using System.Text.Json.Serialization;
using EvalHarness.Judging;
using EvalHarness.Runs;

namespace EvalHarness.Pipeline.Storage;

/// <summary>The JSON of the columns that hold whole records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(ModelSummary))]
[JsonSerializable(typeof(Sample))]
[JsonSerializable(typeof(Ranking))]
[JsonSerializable(typeof(VerdictRow))]
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class StoreJsonContext : JsonSerializerContext;
