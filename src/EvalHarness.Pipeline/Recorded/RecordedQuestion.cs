using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace EvalHarness.Pipeline.Recorded;

/// <summary>Hashes of what a recorded sample was asked: two models are compared where they are equal.</summary>
/// <param name="Prompt">Of the texts that the model was given, and of the settings of the request.</param>
/// <param name="Target">Of the right answers.</param>
/// <param name="Document">Of the row of the dataset.</param>
internal readonly record struct RecordedQuestion(UInt128 Prompt, UInt128 Target, UInt128 Document)
{
    /// <summary>The first part that differs, as a noun; <c>null</c> where all are equal.</summary>
    public string? FindDifference(RecordedQuestion other) =>
        Prompt != other.Prompt ? "prompt" : Target != other.Target ? "target"
        : Document != other.Document ? "document" : null;

    /// <summary>A hash of JSON values, whatever white space and escapes they were written with.</summary>
    public static UInt128 HashOf(params ReadOnlySpan<JsonElement?> values)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (JsonElement? value in values)
        {
            hash.AppendData(value is { } given ? JsonSerializer.SerializeToUtf8Bytes(given) : "null"u8);
            hash.AppendData("\n"u8);
        }

        return First(hash);
    }

    /// <summary>A hash of texts.</summary>
    public static UInt128 HashOf(IEnumerable<string> texts)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string text in texts)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData("\0"u8);
        }

        return First(hash);
    }

    private static UInt128 First(IncrementalHash hash)
    {
        byte[] bytes = hash.GetHashAndReset();
        return new(BitConverter.ToUInt64(bytes, 0), BitConverter.ToUInt64(bytes, sizeof(ulong)));
    }
}
