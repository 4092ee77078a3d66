using System.Text.Json;

namespace EvalHarness.Metrics.Text;

/// <summary>Whether the output is one JSON document and nothing else.</summary>
internal sealed class JsonValidMetric : IMetric
{
    /// <summary>Stable name.</summary>
    public const string Name = "json_valid";

    /// <summary>One sentence with range and unit.</summary>
    public const string Meaning = "Whether the whole output is one valid JSON document (RFC 8259); 0 or 1.";

    /// <inheritdoc/>
    public MetricDefinition Definition { get; } = new(Name, HigherIsBetter: true, IsPassFail: true, Meaning);

    /// <inheritdoc/>
    public Score Score(Sample sample, ModelOutput output) =>
        FaultyScore.Find(sample, output, Definition, needsTarget: false)
        ?? new(sample.Id, Name, IsValid(output.Text) ? 1 : 0);

    private static bool IsValid(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
