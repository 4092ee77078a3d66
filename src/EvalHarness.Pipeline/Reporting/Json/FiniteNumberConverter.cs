using System.Text.Json;
using System.Text.Json.Serialization;

namespace EvalHarness.Pipeline.Reporting.Json;

/// <summary>Writes a number that is not finite as <c>null</c>, as JSON has no other word for it.</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double?>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, double? value, JsonSerializerOptions options)
    {
        if (value is { } number && double.IsFinite(number))
        {
            writer.WriteNumberValue(number);
        }
        else
        {
            writer.WriteNullValue();
        }
    }

    /// <inheritdoc/>
    public override double? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("A report is made from stored rows, not from its file.");
}
