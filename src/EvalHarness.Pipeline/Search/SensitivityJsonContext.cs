using System.Text.Json.Serialization;
using EvalHarness.Inference.Quantization.Sensitivity;

namespace EvalHarness.Pipeline.Search;

/// <summary>How measurements are kept.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ModelSensitivity))]
internal sealed partial class SensitivityJsonContext : JsonSerializerContext;
