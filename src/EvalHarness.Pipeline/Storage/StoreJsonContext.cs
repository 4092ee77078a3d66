using System.Text.Json.Serialization;

namespace EvalHarness.Pipeline.Storage;

/// <summary>The JSON of the columns that hold whole records.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RunManifest))]
[JsonSerializable(typeof(ModelSummary))]
[JsonSerializable(typeof(Sample))]
[JsonSerializable(typeof(Ranking))]
internal sealed partial class StoreJsonContext : JsonSerializerContext;
