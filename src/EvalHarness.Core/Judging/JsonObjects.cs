using System.Text;
using System.Text.Json;

namespace EvalHarness.Judging;

/// <summary>Finds the JSON objects in a judge's answer, in time that hostile text cannot stretch.</summary>
internal static class JsonObjects
{
    // A judge that writes more than this has not answered the question.
    private const int LongestText = 1 << 20;
    private const int MostAttempts = 256;

    /// <summary>
    /// The objects that are not inside another, in their order, each with the character at which it begins and the one
    /// after its end; empty when something after the last begins like an object and is none, because what was cut off
    /// there may have been the real verdict.
    /// </summary>
    /// <param name="text">An answer without its thoughts.</param>
    public static IReadOnlyList<(JsonElement Found, int Start, int End)> Find(string text)
    {
        List<(JsonElement, int, int)> objects = [];
        bool isLastRead = false;
        int start = 0;
        for (int attempt = 0; attempt < MostAttempts && text.Length <= LongestText; attempt++)
        {
            int brace = text.IndexOf('{', start);
            if (brace < 0)
            {
                return isLastRead ? objects : [];
            }

            isLastRead = TryRead(text.AsSpan(brace), out JsonElement found, out int length);
            if (isLastRead)
            {
                objects.Add((found, brace, brace + length));
            }

            start = brace + Math.Max(1, length);
        }

        return [];
    }

    /// <summary>
    /// The object that the whole text is, a Markdown fence around it apart; <c>null</c> when it is or holds anything
    /// else.
    /// </summary>
    public static JsonElement? Whole(string text)
    {
        ReadOnlySpan<char> inner = text.Length > LongestText ? "" : AnswerBody.Unfenced(text);
        return inner is ['{', ..] && TryRead(inner, out JsonElement found, out int length) && length == inner.Length
            ? found
            : null;
    }

    private static bool TryRead(ReadOnlySpan<char> text, out JsonElement found, out int length)
    {
        found = default;
        if (NearJson.Read(text, out length) is not { } json)
        {
            return false;
        }

        try
        {
            // By way of bytes, so that half a character becomes a replacement instead of an exception.
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetBytes(json));
            found = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            length = 0;
            return false;
        }
    }
}
