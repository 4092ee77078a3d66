using System.Text;
using System.Text.Json;

namespace EvalHarness.Metrics.Text;

/// <summary>Whether the output is one JSON document and nothing else.</summary>
internal sealed class JsonValidMetric : IMetric
{
    private static readonly UTF8Encoding s_utf8 = new(false, throwOnInvalidBytes: true);

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

    // Reads without recursion, so that nesting has no limit.
    private static bool IsValid(string text)
    {
        try
        {
            Utf8JsonReader reader = new(s_utf8.GetBytes(text), new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read())
            {
            }

            return true;
        }
        catch (Exception invalid) when (invalid is JsonException or EncoderFallbackException)
        {
            return false;
        }
    }
}
