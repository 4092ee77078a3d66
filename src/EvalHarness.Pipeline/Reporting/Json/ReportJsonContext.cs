using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>How <c>report.json</c> is written, and what its schema is made of.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReportDocument))]
internal sealed partial class ReportJsonContext : JsonSerializerContext
{
    /// <summary>Keys in snake_case, numbers exact or <c>null</c>, texts escaped as in every document.</summary>
    public static ReportJsonContext Document { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new FiniteNumberConverter() },
        WriteIndented = JsonFields.Options.Indented,
        NewLine = JsonFields.Options.NewLine,
        Encoder = JsonFields.Options.Encoder,
        RespectNullableAnnotations = true,
    });
}
