using System.Globalization;
using System.Text;
using EvalHarness.Inference.Chat.Jinja.Values;

namespace EvalHarness.Inference.Chat.Jinja.Syntax;

/// <summary>Reads one token inside a tag.</summary>
internal static class TokenReader
{
    private static readonly string[] s_operators =
        ["**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "(", ")", "[", "]", "{", "}", "<", ">", "=",
        ".", ":", "|", ",", ";"];

    /// <summary>The token at an offset, which moves behind it.</summary>
    public static Token Read(string source, ref int at)
    {
        int start = at;
        char first = source[at];
        if (first is '\'' or '"')
        {
            return new(TokenKind.Text, ReadText(source, ref at), start);
        }

        if (char.IsAsciiDigit(first))
        {
            return ReadNumber(source, ref at);
        }

        if (IsNamePart(source, at))
        {
            while (at < source.Length && IsNamePart(source, at))
            {
                at += char.IsHighSurrogate(source[at]) ? 2 : 1;
            }

            return new(TokenKind.Name, source[start..at], start);
        }

        foreach (string text in s_operators)
        {
            if (string.CompareOrdinal(source, at, text, 0, text.Length) == 0)
            {
                at += text.Length;
                return new(TokenKind.Operator, text, start);
            }
        }

        throw TemplateException.At(source, start, $"Unexpected character '{Rune.GetRuneAt(Valid(source, at), 0)}'.");
    }

    private static string Valid(string source, int at) =>
        char.IsSurrogate(source[at]) && !Rune.TryGetRuneAt(source, at, out _)
            ? "\ufffd"
            : source.Substring(at, Math.Min(2, source.Length - at));

    private static bool IsNamePart(string source, int at) => Rune.TryGetRuneAt(source, at, out Rune rune)
        && (rune.Value == '_' || Rune.IsLetterOrDigit(rune)
            || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static Token ReadNumber(string source, ref int at)
    {
        int start = at;
        char second = at + 1 < source.Length ? char.ToLowerInvariant(source[at + 1]) : ' ';
        bool hasPrefix = source[at] == '0' && second is 'x' or 'o' or 'b';
        at += hasPrefix ? 2 : 0;
        Digits(source, ref at, hasPrefix);
        bool isFloat = false;
        if (!hasPrefix && at + 1 < source.Length && source[at] == '.' && char.IsAsciiDigit(source[at + 1]))
        {
            isFloat = true;
            at++;
            Digits(source, ref at, isHex: false);
        }

        if (!hasPrefix && at < source.Length && source[at] is 'e' or 'E')
        {
            int digits = at + 1 < source.Length && source[at + 1] is '+' or '-' ? at + 2 : at + 1;
            if (digits < source.Length && char.IsAsciiDigit(source[digits]))
            {
                isFloat = true;
                at = digits;
                Digits(source, ref at, isHex: false);
            }
        }

        string text = source[start..at].Replace("_", "", StringComparison.Ordinal);
        return new(isFloat ? TokenKind.Float : TokenKind.Integer, text, start);
    }

    private static void Digits(string source, ref int at, bool isHex)
    {
        while (at < source.Length
            && (source[at] == '_' || (isHex ? char.IsAsciiHexDigit(source[at]) : char.IsAsciiDigit(source[at]))))
        {
            at++;
        }
    }

    private static string ReadText(string source, ref int at)
    {
        int start = at;
        char quote = source[at++];
        StringBuilder text = new();
        while (at < source.Length && source[at] != quote)
        {
            if (source[at] == '\\')
            {
                ReadEscape(source, ref at, text);
            }
            else
            {
                text.Append(source[at++]);
            }
        }

        if (at++ >= source.Length)
        {
            throw TemplateException.At(source, start, "The string is not closed.");
        }

        return text.ToString();
    }

    private static void ReadEscape(string source, ref int at, StringBuilder text)
    {
        int start = at;
        char kind = at + 1 < source.Length ? source[at + 1] : '\0';
        at += 2;
        switch (kind)
        {
            case '\n':
                break;
            case '\\' or '\'' or '"':
                text.Append(kind);
                break;
            case 'n' or 't' or 'r' or 'a' or 'b' or 'f' or 'v':
                text.Append("\n\t\r\a\b\f\v"["ntrabfv".IndexOf(kind)]);
                break;
            case 'x' or 'u' or 'U':
                int length = kind switch { 'x' => 2, 'u' => 4, _ => 8 };
                ReadCodePoint(source, start, ref at, length, text);
                break;
            case >= '0' and <= '7':
                int value = 0;
                at--;
                for (int i = 0; i < 3 && at < source.Length && source[at] is >= '0' and <= '7'; i++)
                {
                    value = (value * 8) + source[at++] - '0';
                }

                text.Append((char)value);
                break;
            default:
                text.Append('\\');
                at--;
                break;
        }
    }

    private static void ReadCodePoint(string source, int start, ref int at, int length, StringBuilder text)
    {
        int point = -1;
        bool isNumber = at + length <= source.Length && int.TryParse(
            source.AsSpan(at, length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out point);
        if (!isNumber || point is < 0 or > 0x10FFFF)
        {
            throw TemplateException.At(source, start, "The escape is no code point of Unicode.");
        }

        at += length;
        text.Append(Rune.IsValid(point) ? new Rune(point).ToString() : ((char)point).ToString());
    }
}
