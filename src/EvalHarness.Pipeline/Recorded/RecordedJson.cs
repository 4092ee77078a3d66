using System.Text.Json;
using EvalHarness.Pipeline.Files;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>JSON as Python writes it, with NaN and Infinity where numbers stand.</summary>
internal static class RecordedJson
{
    /// <summary>The value of bytes.</summary>
    /// <param name="bytes">The JSON.</param>
    /// <param name="place">The file, for messages.</param>
    /// <param name="line">The line on which it begins, from 1; <c>null</c> for an entry of a file.</param>
    /// <exception cref="InvalidInputException">It is no JSON.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> bytes, string place, int? line)
    {
        try
        {
            return JsonElement.Parse(TolerantJson.Repair(TolerantJson.Decode(bytes)));
        }
        catch (JsonException failure)
        {
            string message = failure.Message.Split(" LineNumber:", 2)[0].TrimEnd('.');
            throw new InvalidInputException(
                At(place, line + (int)(failure.LineNumber ?? 0)),
                FormattableString.Invariant($"invalid JSON at column {failure.BytePositionInLine + 1} ({message})"),
                "a JSON object", "Check that the file was written to its end.");
        }
        catch (FormatException)
        {
            throw new InvalidInputException(At(place, line), "bytes that are not UTF-8", "UTF-8");
        }
    }

    private static string At(string place, int? line) =>
        line is null ? place : FormattableString.Invariant($"{place}:{line}");
}
