using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EvalHarness.Pipeline.Files;

/// <summary>
/// JSON as servers and Python write it: with a byte order mark before it, NaN or Infinity where a number would stand,
/// and halves of surrogate pairs. None of these can change a text: the first is skipped, the second are no number, and
/// a half becomes the replacement character, as in every UTF-8 text.
/// </summary>
internal static class TolerantJson
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);
    private static readonly string[] s_noNumbers = ["-Infinity", "Infinity", "NaN"];

    /// <summary>The text of a body.</summary>
    /// <exception cref="FormatException">The bytes are no UTF-8.</exception>
    public static string Decode(ReadOnlyMemory<byte> body)
    {
        try
        {
            return s_strict.GetString(body.Span).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("The bytes are not UTF-8.");
        }
    }

    /// <summary>Parses a text.</summary>
    /// <exception cref="JsonException">It is no JSON all the same.</exception>
    public static JsonDocument Parse(string text) => JsonDocument.Parse(Repair(text));

    /// <summary>The text in strict JSON, where it was nearly so.</summary>
    public static string Repair(string text)
    {
        if (!text.Contains("\\u", StringComparison.Ordinal) && !s_noNumbers.Any(word => text.Contains(word)))
        {
            return text;
        }

        StringBuilder mended = new(text.Length);
        bool isText = false;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                isText = !isText;
            }
            else if (isText && text[i] == '\\' && i + 1 < text.Length)
            {
                i += AppendEscape(mended, text, i) - 1;
                continue;
            }
            else if (!isText && NoNumberAt(text, i) is { } word)
            {
                mended.Append("null");
                i += word.Length - 1;
                continue;
            }

            mended.Append(text[i]);
        }

        return mended.ToString();
    }

    private static string? NoNumberAt(string text, int at) =>
        Array.Find(s_noNumbers, word => string.CompareOrdinal(text, at, word, 0, word.Length) == 0);

    // Appends an escape, and gives its length.
    private static int AppendEscape(StringBuilder mended, string text, int at)
    {
        if (CodeOf(text, at) is not { } code)
        {
            mended.Append(text, at, 2);
            return 2;
        }

        bool isPair = char.IsHighSurrogate(code) && CodeOf(text, at + 6) is { } low && char.IsLowSurrogate(low);
        if (isPair)
        {
            mended.Append(text, at, 12);
            return 12;
        }

        mended.Append(char.IsSurrogate(code) ? "\\uFFFD" : text.Substring(at, 6));
        return 6;
    }

    private static char? CodeOf(string text, int at) =>
        at + 6 <= text.Length && text[at] == '\\' && text[at + 1] == 'u'
        && ushort.TryParse(
            text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort code)
            ? (char)code
            : null;
}
