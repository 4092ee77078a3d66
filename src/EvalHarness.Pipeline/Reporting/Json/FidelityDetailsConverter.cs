using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>Writes the figures of a divergence as the command <c>divergence</c> does.</summary>
internal sealed class FidelityDetailsConverter : JsonConverter<FidelityDetails>
{
    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, FidelityDetails value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        JsonFidelity.Write(writer, value.Summary, value.Greedy);
        writer.WriteEndObject();
    }

    /// <inheritdoc/>
    public override FidelityDetails Read(
        ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A report is made from stored rows, not from its file.");
}
