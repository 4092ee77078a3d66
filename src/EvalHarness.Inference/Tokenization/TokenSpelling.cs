using System.Globalization;
using System.Text;

namespace EvalHarness.Inference.Tokenization;

/// <summary>How vocabularies write the bytes of their tokens.</summary>
public static class TokenSpelling
{
    /// <summary>How SentencePiece writes a space.</summary>
    internal const char Space = '\u2581';

    /// <summary>The bytes that a token writes: a part of a character at times, nothing for a control token.</summary>
    /// <param name="text">The token as the vocabulary writes it.</param>
    /// <param name="kind">What it is for.</param>
    /// <param name="isByteLevel">
    /// The vocabulary is one of byte-level BPE, which writes bytes in an alphabet of its own; otherwise one of
    /// SentencePiece, with <c>&lt;0x0A&gt;</c> for single bytes and U+2581 for spaces.
    /// </param>
    public static byte[] Read(string text, TokenKind kind, bool isByteLevel)
    {
        ArgumentNullException.ThrowIfNull(text);
        return kind switch
        {
            TokenKind.Control or TokenKind.Unknown or TokenKind.Unused => [],
            TokenKind.UserDefined => Encoding.UTF8.GetBytes(text),
            _ when isByteLevel => ByteAlphabet.Read(text),
            TokenKind.Byte when ParseByte(text) is { } single => [single],
            _ => Encoding.UTF8.GetBytes(text.Replace(Space, ' ')),
        };
    }

    /// <summary>The byte of a token such as <c>&lt;0x0A&gt;</c>; <c>null</c> when it is written otherwise.</summary>
    internal static byte? ParseByte(string text) =>
        text.Length == 6 && text.StartsWith("<0x", StringComparison.Ordinal) && text[5] == '>'
        && byte.TryParse(text.AsSpan(3, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte b)
            ? b
            : null;
}
