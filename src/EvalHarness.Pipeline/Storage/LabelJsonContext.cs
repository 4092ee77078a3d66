using System.Text.Json.Serialization;
using EvalHarness.Labels;

namespace EvalHarness.Pipeline.Storage;

/// <summary>The JSON of what is stored of labels.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(StoredLabel))]
[JsonSerializable(typeof(StoredQuestion))]
[JsonSerializable(typeof(StoredPolicy))]
[JsonSerializable(typeof(EstimationDraw))]
[JsonSerializable(typeof(LabelLook))]
[JsonSerializable(typeof(PromptVersion))]
internal sealed partial class LabelJsonContext : JsonSerializerContext;
