using System.Buffers;
using System.Text;
using System.Text.Json;

namespace EvalHarness.Cli.Rendering;

/// <summary>Prints the one JSON document that <c>--json</c> promises.</summary>
internal static class JsonOutput
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true };

    /// <summary>Writes a document, and a line feed behind it.</summary>
    public static void Write(TextWriter output, Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, s_options))
        {
            write(json);
        }

        output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Write('\n');
    }
}
