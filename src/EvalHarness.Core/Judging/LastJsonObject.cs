using System.Text;
using System.Text.Json;

namespace EvalHarness.Judging;

/// <summary>Finds the last JSON object in untrusted text, in time that hostile text cannot stretch.</summary>
internal static class LastJsonObject
{
    // A judge that writes more than this has not answered the question.
    private const int LongestText = 1 << 20;
    private const int MostAttempts = 256;

    /// <summary>
    /// The last object that is not inside another; <c>null</c> without one, or when something after it begins like an
    /// object and is none, because what was cut off there may have been the real verdict.
    /// </summary>
    public static JsonElement? Find(string text) => Find(text, out _);

    /// <summary>The same, and the byte of the text in UTF-8 at which the object begins.</summary>
    public static JsonElement? Find(string text, out int begin)
    {
        begin = 0;
        if (text.Length > LongestText)
        {
            return null;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text);
        JsonElement? last = null;
        int start = 0;
        for (int attempt = 0; attempt < MostAttempts; attempt++)
        {
            int brace = bytes.AsSpan(start).IndexOf((byte)'{');
            if (brace < 0)
            {
                return last;
            }

            start += brace;
            int length = TryRead(bytes.AsSpan(start), out JsonElement found);
            (last, begin) = (length > 0 ? found : null, start);
            start += Math.Max(1, length);
        }

        return null;
    }

    /// <summary>The object that the whole text is; <c>null</c> when it is or holds anything else.</summary>
    public static JsonElement? Whole(string text)
    {
        byte[] bytes = text.Length > LongestText ? [] : Encoding.UTF8.GetBytes(text.Trim());
        return bytes is [(byte)'{', ..] && TryRead(bytes, out JsonElement found) == bytes.Length ? found : null;
    }

    private static int TryRead(ReadOnlySpan<byte> bytes, out JsonElement found)
    {
        Utf8JsonReader reader = new(bytes);
        found = default;
        try
        {
            if (!JsonDocument.TryParseValue(ref reader, out JsonDocument? document))
            {
                return 0;
            }

            using (document)
            {
                found = document.RootElement.Clone();
                return (int)reader.BytesConsumed;
            }
        }
        catch (JsonException)
        {
            return 0;
        }
    }
}
