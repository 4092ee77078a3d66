using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace EvalHarness.Web.Components;

/// <summary>The resolved configuration for reading.</summary>
internal static class ConfigurationText
{
    // The page encodes the text itself, so JSON need not escape letters or angle brackets too.
    private static readonly JsonWriterOptions s_options = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>JSON with one value on a line; other text as it is.</summary>
    public static string Indented(string configuration)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetBytes(configuration));
            using MemoryStream stream = new();
            using (Utf8JsonWriter json = new(stream, s_options))
            {
                document.RootElement.WriteTo(json);
            }

            return Encoding.UTF8.GetString(stream.ToArray());
        }
        catch (JsonException)
        {
            return configuration;
        }
    }
}
